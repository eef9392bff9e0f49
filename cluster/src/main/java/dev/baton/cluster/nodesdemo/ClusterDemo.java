package dev.baton.cluster.nodesdemo;

import dev.baton.cluster.cli.Api;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.process.Waiting;
import dev.baton.cluster.process.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The story: a cluster comes up, is put under load, loses nodes and gets them back, and is held to what it promised. */
final class ClusterDemo {

    static final String WORKFLOW = "cluster-demo";

    private static final Duration STATUS_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Of the script: so many runs complete between two scenes. */
    private static final int RUNS_BETWEEN = 50;

    private final Console console;
    private final PrintStream out;
    private final Workspace workspace;
    private final int rate;

    ClusterDemo(Console console, Workspace workspace, int rate) {
        this.console = console;
        this.out = console.out();
        this.workspace = workspace;
        this.rate = rate;
    }

    /** @return whether nothing was lost and no call failed */
    boolean play(@Nullable Path postgresBin, boolean scripted) throws IOException, InterruptedException {
        DemoPostgres postgres = DemoPostgres.start(workspace, postgresBin);
        say("postgres", "runs, with fsync on");
        DemoNodes nodes = new DemoNodes(workspace, postgres.settings());
        for (int number = 1; number <= DemoNodes.COUNT; number++) {
            nodes.start(number);
        }
        for (int number = 1; number <= DemoNodes.COUNT; number++) {
            nodes.awaitReady(number);
            say("node " + number, "ready at " + nodes.url(number) + ", pid " + nodes.pid(number));
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("status").factory());
        try (DemoAgent agent = new DemoAgent();
                DemoLoad load = new DemoLoad(nodes)) {
            new Api(nodes.url(1), null).postText("/v1/definitions:apply", Api.YAML_TYPE, definitions(agent));
            load.begin(rate);
            say("load", rate + " runs a second, each of three calls to an agent, started and read at any node");
            clock.scheduleWithFixedDelay(() -> show(nodes, load), 0, STATUS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (scripted) {
                script(nodes, load);
            } else {
                obey(nodes);
                bringBack(nodes);
            }
            return verdict(agent, load);
        } finally {
            clock.shutdownNow();
        }
    }

    private static String definitions(DemoAgent agent) {
        return """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: cluster-demo}
            spec:
              do:
                - {id: extract, agent: cluster-demo-agent}
                - {id: check, agent: cluster-demo-agent}
                - {id: rest, wait: {for: PT0.5S}}
                - {id: report, agent: cluster-demo-agent}
            ---
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: cluster-demo-agent, owner: demo}
            spec:
              mandate: Takes its time.
              connector: {http: {url: "%s"}}
              limits: {concurrency: 200, timeout: PT30S}
            """.formatted(agent.url());
    }

    private void show(DemoNodes nodes, DemoLoad load) {
        try {
            status(nodes, load);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void status(DemoNodes nodes, DemoLoad load) throws InterruptedException {
        StringJoiner states = new StringJoiner(", ");
        for (int number = 1; number <= DemoNodes.COUNT; number++) {
            nodes.look(number);
            states.add(number + " " + nodes.state(number).name().toLowerCase(Locale.ROOT));
        }
        say(
                "",
                "nodes: %s; runs: %d acknowledged, %d completed; calls: %d repeated, %d failed"
                        .formatted(
                                states,
                                load.acknowledged(),
                                load.completed(),
                                load.repeated(),
                                load.failures().size()));
    }

    private void script(DemoNodes nodes, DemoLoad load) throws IOException, InterruptedException {
        goOn(load);
        nodes.kill(1);
        say("kill -9", "of node 1");
        goOn(load);
        nodes.start(1);
        nodes.awaitReady(1);
        say("node 1", "is back, pid " + nodes.pid(1));
        goOn(load);
        say("SIGTERM", "to node 2: it hands its runs over");
        nodes.stop(2);
        nodes.start(2);
        nodes.awaitReady(2);
        say("node 2", "is back, pid " + nodes.pid(2));
        goOn(load);
    }

    private static void goOn(DemoLoad load) throws IOException, InterruptedException {
        long enough = load.completed() + RUNS_BETWEEN;
        if (!Waiting.until(LOOK_EVERY, PATIENCE, () -> load.completed() >= enough)) {
            throw new IOException(
                    "no " + RUNS_BETWEEN + " further runs were completed; " + String.join("\n", load.failures()));
        }
    }

    private void obey(DemoNodes nodes) throws IOException, InterruptedException {
        out.println("Commands: kill N, stop N (in order), freeze N, thaw N, start N, end");
        BufferedReader commands = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.getFirst().equals("end")) {
                return;
            }
            String problem = obey(nodes, words);
            if (!problem.isEmpty()) {
                out.println(problem);
            }
        }
    }

    /** What was begun goes on only where there are nodes: without them nobody could say what became of it. */
    private void bringBack(DemoNodes nodes) throws IOException, InterruptedException {
        for (int number = 1; number <= DemoNodes.COUNT; number++) {
            nodes.look(number);
            switch (nodes.state(number)) {
                case FROZEN -> {
                    nodes.thaw(number);
                    say("node " + number, "is thawed, to settle what is open");
                }
                case DOWN -> {
                    nodes.start(number);
                    say("node " + number, "is started again, to settle what is open");
                }
                case STARTING, UP -> {}
            }
        }
    }

    /** @return why not, or nothing */
    private String obey(DemoNodes nodes, List<String> words) throws IOException, InterruptedException {
        if (words.size() != 2 || !words.get(1).matches("[1-" + DemoNodes.COUNT + "]")) {
            return "Say kill, stop, freeze, thaw or start and a number from 1 to " + DemoNodes.COUNT + ", or end.";
        }
        int number = Integer.parseInt(words.get(1));
        nodes.look(number);
        DemoNodes.State state = nodes.state(number);
        boolean runs = state == DemoNodes.State.UP || state == DemoNodes.State.STARTING;
        switch (words.getFirst()) {
            case "kill" -> {
                if (state != DemoNodes.State.DOWN) {
                    nodes.kill(number);
                    return "";
                }
            }
            case "stop" -> {
                if (runs) {
                    nodes.stop(number);
                    return "";
                }
            }
            case "freeze" -> {
                if (runs) {
                    nodes.freeze(number);
                    return "";
                }
            }
            case "thaw" -> {
                if (state == DemoNodes.State.FROZEN) {
                    nodes.thaw(number);
                    return "";
                }
            }
            case "start" -> {
                if (state == DemoNodes.State.DOWN) {
                    nodes.start(number);
                    return "";
                }
            }
            default -> {
                return "There is no command " + words.getFirst() + ".";
            }
        }
        return "Node " + number + " is " + state.name().toLowerCase(Locale.ROOT) + ".";
    }

    private boolean verdict(DemoAgent agent, DemoLoad load) throws IOException, InterruptedException {
        load.stop();
        boolean settled = Waiting.until(LOOK_EVERY, PATIENCE, load::isSettled);
        long lost = load.acknowledged() - load.completed();
        out.println();
        out.printf(
                "runs         acknowledged: %d  completed: %d  lost: %d%n",
                load.acknowledged(), load.completed(), lost);
        out.printf("agent calls  made: %d  repeated with the same key: %d%n", agent.calls(), agent.repeated());
        out.printf(
                "API calls    repeated: %d  failed: %d%n",
                load.repeated(), load.failures().size());
        load.failures().stream().limit(10).forEach(out::println);
        boolean good = settled && lost == 0 && load.failures().isEmpty();
        out.println(good ? "Nothing was lost, and no call failed." : "NOT GOOD: see above.");
        return good;
    }

    private void say(String who, String what) {
        out.printf("%-10s %s%n", who, what);
        out.flush();
    }
}
