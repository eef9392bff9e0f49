package dev.baton.examples.kit;

import java.io.IOException;

/** Turns one agent, or a crew, into a process of its own. */
public final class AgentProcess {

    private static final int CANNOT_START = 1;
    private static final int BAD_OPTIONS = 2;

    private AgentProcess() {}

    /** Serves the specialist until the process is ended; exits with 1 if the port is taken, with 2 on bad options. */
    public static void run(Specialist specialist, String... arguments) {
        runCrew(options -> Crew.of(specialist), arguments);
    }

    /** The same for a crew whose files lie in the folder that the option {@code --data} names. */
    public static void runCrew(Crew.Source source, String... arguments) {
        try {
            AgentOptions options = AgentOptions.parse(arguments);
            AgentServer server = AgentServer.start(source.from(options), options);
            System.out.println("listening on " + server.address());
            if (options.exitWithStdin()) {
                exitWhenInputEnds();
            }
        } catch (InvalidInput badOptions) {
            System.err.println(badOptions.getMessage() + "\n" + AgentOptions.USAGE);
            System.exit(BAD_OPTIONS);
        } catch (IOException cannotStart) {
            System.err.println("cannot start: " + cannotStart.getMessage());
            System.exit(CANNOT_START);
        }
    }

    /** A child whose parent dies, even by kill -9, sees the end of its input and never stays behind. */
    private static void exitWhenInputEnds() {
        Thread.ofPlatform().daemon().name("standard-input").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // whatever is written to an agent is ignored
                }
            } catch (IOException ended) {
                // a broken input is an ended one
            }
            System.exit(0);
        });
    }
}
