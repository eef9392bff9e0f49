package dev.baton.actors.run;

import java.util.Locale;

/** What a step instance is doing. */
public enum StepStatus {
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this != RUNNING;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
