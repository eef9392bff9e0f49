package dev.baton.cluster.nodesdemo;

import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The servers of the demo, by their numbers from 1. */
final class DemoNodes {

    static final int COUNT = 3;

    /** Each is small: all of them, and what they work with, fit on a laptop. */
    private static final List<String> JVM = List.of("-Xmx256m");

    /** How a node is, as far as the demo knows. */
    enum State {
        STARTING,
        UP,
        FROZEN,
        DOWN
    }

    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<State> states = Collections.synchronizedList(new ArrayList<>());

    DemoNodes(Workspace workspace, String settings) throws IOException {
        for (int number = 1; number <= COUNT; number++) {
            servers.add(ServerProcess.prepare(
                    workspace, Files.createDirectories(workspace.folder().resolve("node-" + number)), settings, JVM));
            states.add(State.DOWN);
        }
    }

    /** Returns at once. */
    void start(int number) throws IOException {
        server(number).start();
        set(number, State.STARTING);
    }

    void awaitReady(int number) throws IOException, InterruptedException {
        server(number).awaitReady();
        set(number, State.UP);
    }

    /** Whether it has come up meanwhile, or somebody else has ended it. */
    void look(int number) throws InterruptedException {
        if (state(number) != State.DOWN && server(number).hasEnded()) {
            set(number, State.DOWN);
        } else if (state(number) == State.STARTING && server(number).isReady()) {
            set(number, State.UP);
        }
    }

    /** SIGKILL. */
    void kill(int number) throws InterruptedException {
        server(number).kill();
        set(number, State.DOWN);
    }

    /** SIGTERM; returns when it has ended. */
    void stop(int number) {
        server(number).close();
        set(number, State.DOWN);
    }

    /** SIGSTOP. */
    void freeze(int number) throws IOException, InterruptedException {
        signal(number, "-STOP");
        set(number, State.FROZEN);
    }

    /** SIGCONT: it finds that the others went on without it, and starts over. */
    void thaw(int number) throws IOException, InterruptedException {
        signal(number, "-CONT");
        set(number, State.STARTING);
    }

    private void signal(int number, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(server(number).pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    State state(int number) {
        return states.get(number - 1);
    }

    private void set(int number, State state) {
        states.set(number - 1, state);
    }

    long pid(int number) {
        return server(number).pid();
    }

    URI url(int number) {
        return server(number).url();
    }

    private ServerProcess server(int number) {
        return servers.get(number - 1);
    }
}
