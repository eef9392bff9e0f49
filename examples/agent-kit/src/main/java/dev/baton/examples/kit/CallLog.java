package dev.baton.examples.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every call that reached the agent, repeats included; in memory the latest ones, in the file all of them. */
final class CallLog {

    private static final int CALLS_MAX = 100_000;

    private final Deque<Json> calls = new ArrayDeque<>();
    private final @Nullable Path file;

    CallLog(@Nullable Path file) {
        this.file = file;
    }

    /** Records the call before any work is done for it, so that a call whose caller dies is counted too. */
    synchronized void record(Call call) throws IOException {
        Json entry = call.toJson();
        if (file != null) {
            Files.writeString(
                    file,
                    entry.write() + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        if (calls.size() == CALLS_MAX) {
            calls.removeFirst();
        }
        calls.addLast(entry);
    }

    synchronized Json toJson() {
        return new Json.ArrayValue(List.copyOf(calls));
    }
}
