package dev.baton.actors.connector.a2a;

import dev.baton.actors.connector.Callbacks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The streams of this node, and their way from one turn of an attempt to the next. */
final class Streams {

    /** Each takes a connection: most of those that one host may get, so that there is room for short questions. */
    private static final int OPEN_MAX = 768;

    /** Recording a turn takes milliseconds; whoever has not gone on by then does so elsewhere, or not at all. */
    private static final Duration KEPT_MAX = Duration.ofSeconds(10);

    private final AtomicInteger open = new AtomicInteger();
    private final Map<Callbacks.Subject, OpenStream> kept = new ConcurrentHashMap<>();

    /** @return null if there are too many: a task is then asked about now and then */
    @Nullable
    OpenStream open() {
        if (open.incrementAndGet() > OPEN_MAX) {
            open.decrementAndGet();
            return null;
        }
        return new OpenStream(open::decrementAndGet);
    }

    /** For the next turn of the attempt. */
    void keep(Callbacks.Subject attempt, OpenStream stream) {
        OpenStream other = kept.put(attempt, stream);
        if (other != null) {
            other.close();
        }
        CompletableFuture.delayedExecutor(KEPT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (kept.remove(attempt, stream)) {
                        stream.close();
                    }
                });
    }

    /** Null if there is none, as after a crash. */
    @Nullable
    OpenStream take(Callbacks.Subject attempt) {
        return kept.remove(attempt);
    }
}
