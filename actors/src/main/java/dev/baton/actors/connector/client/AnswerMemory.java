package dev.baton.actors.connector.client;

import java.util.concurrent.atomic.AtomicLong;

/** What all answers together may take while they come in, beyond the first bytes of each. */
final class AnswerMemory {

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    AnswerMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    long bytesMax() {
        return bytesMax;
    }

    long taken() {
        return taken.get();
    }

    boolean take(long bytes) {
        if (taken.addAndGet(bytes) > bytesMax) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
