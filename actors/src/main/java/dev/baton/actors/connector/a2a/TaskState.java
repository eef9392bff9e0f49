package dev.baton.actors.connector.a2a;

import java.util.Locale;

/** Where a task is, as both versions of the protocol name it. */
enum TaskState {
    SUBMITTED,
    WORKING,
    INPUT_REQUIRED,
    AUTH_REQUIRED,
    COMPLETED,
    FAILED,
    CANCELED,
    REJECTED;

    private static final String PREFIX = "TASK_STATE_";

    /** {@code TASK_STATE_INPUT_REQUIRED} or {@code input-required}. */
    static TaskState of(String text) throws Unreadable {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        for (TaskState state : values()) {
            if (state.name().equals(bare)) {
                return state;
            }
        }
        throw new Unreadable("its task has the state \"" + text + "\", which the protocol does not know");
    }

    boolean underWay() {
        return this == SUBMITTED || this == WORKING;
    }
}
