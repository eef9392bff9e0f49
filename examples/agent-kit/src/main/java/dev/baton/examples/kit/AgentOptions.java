package dev.baton.examples.kit;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of an agent.
 *
 * @param port 0 for any free one
 * @param delay how long each call pretends to work
 * @param callsFile where calls are recorded besides memory
 * @param data the folder with the files that the agents work with
 * @param partner the server of another organisation that the agents talk to
 * @param exitWithStdin whether the process ends when its standard input does
 */
public record AgentOptions(
        int port,
        Duration delay,
        @Nullable Path callsFile,
        Path data,
        @Nullable URI partner,
        boolean exitWithStdin) {

    static final String USAGE =
            "options: [--port N] [--delay MS] [--calls-file FILE] [--data FOLDER] [--partner URL] [--exit-with-stdin]";

    private static final int PORT_MAX = 65_535;
    private static final int DELAY_MS_MAX = 600_000;

    /**
     * Reads the command line.
     *
     * @throws InvalidInput if it holds anything but the options of {@link #USAGE}
     */
    static AgentOptions parse(String... arguments) {
        AgentOptions options = new AgentOptions(0, Duration.ZERO, null, Path.of("data"), null, false);
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (option.equals("--exit-with-stdin")) {
                options = new AgentOptions(
                        options.port, options.delay, options.callsFile, options.data, options.partner, true);
            } else if (words.hasNext()) {
                options = options.with(option, words.next());
            } else {
                throw new InvalidInput(option + " is unknown or lacks its value");
            }
        }
        return options;
    }

    private AgentOptions with(String option, String value) {
        return switch (option) {
            case "--port" ->
                new AgentOptions(number(option, value, PORT_MAX), delay, callsFile, data, partner, exitWithStdin);
            case "--delay" ->
                new AgentOptions(
                        port,
                        Duration.ofMillis(number(option, value, DELAY_MS_MAX)),
                        callsFile,
                        data,
                        partner,
                        exitWithStdin);
            case "--calls-file" -> new AgentOptions(port, delay, Path.of(value), data, partner, exitWithStdin);
            case "--data" -> new AgentOptions(port, delay, callsFile, Path.of(value), partner, exitWithStdin);
            case "--partner" -> new AgentOptions(port, delay, callsFile, data, URI.create(value), exitWithStdin);
            default -> throw new InvalidInput("unknown option " + option);
        };
    }

    private static int number(String option, String value, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // answered like a number out of range
        }
        throw new InvalidInput(option + " takes a number from 0 to " + max + ", not " + value);
    }
}
