package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** Prints what the server has answered, as JSON if that is wanted, else in words. */
    int answer(Connection connection, JsonNode answer, String words) {
        out.println(connection.json() ? answer.toPrettyString() : words);
        return ExitCode.OK.number();
    }

    /** The process's own; the launcher knows whether there is a terminal, Java cannot tell for the error stream. */
    public static Console ofProcess() {
        return new Console(System.in, System.out, System.err, Boolean.getBoolean("baton.terminal"));
    }
}
