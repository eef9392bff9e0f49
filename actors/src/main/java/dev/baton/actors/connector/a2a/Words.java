package dev.baton.actors.connector.a2a;

import dev.baton.actors.connector.AgentConnector.Ear;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes on what an agent says while it works: each word once, though a stream that is taken up again repeats it. */
final class Words {

    /** Artifacts and messages of one task; what comes from further ones is not passed on. */
    private static final int SOURCES_MAX = 1_000;

    /** That are said before somebody listens. */
    private static final int EARLY_MAX = 1_000;

    private final String mark;
    private final Map<String, Heard> heard = new HashMap<>();
    private final List<Piece> early = new ArrayList<>();
    private @Nullable Ear ear;

    /** How much of a source was passed on. @param hash of that, by which it is known again */
    private record Heard(String message, int length, int hash) {

        Heard with(String words) {
            int all = hash;
            for (int at = 0; at < words.length(); at++) {
                all = 31 * all + words.charAt(at);
            }
            return new Heard(message, length + words.length(), all);
        }

        boolean begins(String words) {
            return words.length() >= length && words.substring(0, length).hashCode() == hash;
        }
    }

    private record Piece(String message, String words) {}

    /** @param mark of all messages: no other call has the same */
    Words(String mark) {
        this.mark = mark;
    }

    synchronized void listen(Ear listener) {
        ear = listener;
        early.forEach(piece -> listener.hears(piece.message(), piece.words()));
        early.clear();
    }

    synchronized void say(Update.Said said) {
        Heard before = heard.get(said.source());
        if (said.words().isEmpty() || (before == null && heard.size() >= SOURCES_MAX)) {
            return;
        }
        Heard known = before == null ? new Heard(mark + "-" + heard.size(), 0, 0) : before;
        String fresh = said.words();
        if (!said.append()) {
            if (known.begins(fresh)) {
                fresh = fresh.substring(known.length());
            } else {
                // Something else stands in its place now.
                known = new Heard(known.message() + "'", 0, 0);
            }
        }
        heard.put(said.source(), known.with(fresh));
        if (!fresh.isEmpty()) {
            pass(new Piece(known.message(), fresh));
        }
    }

    private void pass(Piece piece) {
        if (ear != null) {
            ear.hears(piece.message(), piece.words());
        } else if (early.size() < EARLY_MAX) {
            early.add(piece);
        }
    }
}
