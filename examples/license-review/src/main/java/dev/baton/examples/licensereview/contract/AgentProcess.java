package dev.baton.examples.licensereview.contract;

import java.io.IOException;

/** Turns a specialist into a process of its own. */
public final class AgentProcess {

    private static final int CANNOT_LISTEN = 1;
    private static final int BAD_OPTIONS = 2;

    private AgentProcess() {}

    /** Serves the specialist until the process is ended; exits with 1 if the port is taken, with 2 on bad options. */
    public static void run(Specialist specialist, String... arguments) {
        // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            AgentOptions options = AgentOptions.parse(arguments);
            AgentServer server = AgentServer.start(specialist, options);
            System.out.println("listening on " + server.address());
            if (options.exitWithStdin()) {
                exitWhenInputEnds();
            }
        } catch (InvalidInput badOptions) {
            System.err.println(badOptions.getMessage() + "\n" + AgentOptions.USAGE);
            System.exit(BAD_OPTIONS);
        } catch (IOException cannotListen) {
            System.err.println("cannot listen: " + cannotListen.getMessage());
            System.exit(CANNOT_LISTEN);
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
