package dev.baton.actors.connector;

import dev.baton.actors.connector.AgentConnector.Ear;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Passes on what an agent says, if somebody listens; what is said before that is not kept. */
public final class Voice {

    private volatile @Nullable Ear ear;

    /** To begin the names of messages with: a call has one that no other call has. */
    public static String mark(AttemptRequest request) {
        return request.attempt() + "-" + (request.turns().size() + 1) + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    }

    public void listen(Ear listener) {
        ear = listener;
    }

    /** @param message what belongs together has the same one */
    public void says(String message, String words) {
        Ear listener = ear;
        if (listener != null) {
            listener.hears(message, words);
        }
    }
}
