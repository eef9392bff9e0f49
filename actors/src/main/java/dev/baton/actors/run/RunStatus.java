package dev.baton.actors.run;

import java.util.Locale;

/** What a run is doing, as shown to its users. */
public enum RunStatus {
    RUNNING(false),
    /** Nothing can go on before something from outside happens; the run says what. */
    WAITING(false),
    PAUSED(false),
    COMPLETED(true),
    FAILED(true),
    CANCELLED(true),
    COMPENSATED(true);

    private final boolean ended;

    RunStatus(boolean ended) {
        this.ended = ended;
    }

    public boolean ended() {
        return ended;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
