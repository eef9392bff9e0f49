package dev.baton.cluster.cli;

import java.time.Duration;

/** One line that says how far a wait is: written over on a terminal, repeated now and then elsewhere. */
final class ProgressLine {

    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final String TO_LINE_START_AND_CLEAR = "\r\033[K";
    private static final int WIDTH_MAX = 100;

    private final Console console;
    private String shown = "";
    private long shownAt = System.nanoTime() - EVERY_NANOS;

    ProgressLine(Console console) {
        this.console = console;
    }

    void show(String text) {
        if (text.equals(shown)) {
            return;
        }
        long now = System.nanoTime();
        if (console.terminal()) {
            String line = text.length() > WIDTH_MAX ? text.substring(0, WIDTH_MAX - 1) + "…" : text;
            console.err().print(TO_LINE_START_AND_CLEAR + line);
            console.err().flush();
        } else if (now - shownAt >= EVERY_NANOS || shown.isEmpty()) {
            console.err().println(text);
        } else {
            return;
        }
        shown = text;
        shownAt = now;
    }

    /** Leaves nothing of the line behind on a terminal. */
    void clear() {
        if (console.terminal() && !shown.isEmpty()) {
            console.err().print(TO_LINE_START_AND_CLEAR);
            console.err().flush();
        }
        shown = "";
    }
}
