package dev.baton.cluster.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a verb reads and writes.
 *
 * @param out the answer
 * @param err progress and errors
 * @param terminal whether {@code err} is a terminal, where a line can be written over
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean terminal) {

    /** The process's own; the launcher knows whether there is a terminal, Java cannot tell for the error stream. */
    public static Console ofProcess() {
        return new Console(System.in, System.out, System.err, Boolean.getBoolean("baton.terminal"));
    }
}
