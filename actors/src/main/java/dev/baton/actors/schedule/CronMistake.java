package dev.baton.actors.schedule;

/** What is wrong with a cron expression, as the end of a sentence that begins with it. */
public final class CronMistake extends Exception {

    private static final long serialVersionUID = 1L;

    CronMistake(String message) {
        super(message, null, false, false);
    }

    /** Never null. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
