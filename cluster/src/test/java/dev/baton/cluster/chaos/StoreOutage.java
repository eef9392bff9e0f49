package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.OperationLog;
import dev.baton.cluster.crash.OperationLog.Outcome;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;

/** The database is away for a while, for all nodes at once: none of them may take that for its own loss. */
record StoreOutage(
        String name, Set<Need> needs, Consumer<NodeGroup> begin, Consumer<Scene> meanwhile, Consumer<NodeGroup> end)
        implements Fault {

    /** The outage has lasted long enough when so many calls were told to come later, or were not answered. */
    private static final int REFUSED = 6;

    private static final String GREEDY = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: greedy}
            spec: {do: [{id: all, set: "${ input }"}]}
            """;

    private static final int LARGE_BYTES = 9_000;

    static StoreOutage killed() {
        return of("kill -9 of PostgreSQL", RealPostgres::kill, RealPostgres::startAgain);
    }

    static StoreOutage stopped() {
        return of("PostgreSQL stopped in order", RealPostgres::stop, RealPostgres::startAgain);
    }

    static StoreOutage hung() {
        return of("SIGSTOP of PostgreSQL", RealPostgres::suspend, RealPostgres::resume);
    }

    static StoreOutage connectionsTaken() {
        TakenConnections connections = new TakenConnections();
        return of("all connections of PostgreSQL taken", connections::take, postgres -> connections.giveBack());
    }

    /** Nobody but whoever makes room helps, unless PostgreSQL ended when it could not write its log: then it is started. */
    static StoreOutage diskFull() {
        return new StoreOutage(
                "disk of PostgreSQL full",
                Set.of(Need.SMALL_DISK),
                group -> group.disk().fill(),
                StoreOutage::startLargeRun,
                group -> {
                    group.disk().free();
                    if (!group.postgres().answersSoon()) {
                        System.out.println("PostgreSQL had ended for want of space, and is started again");
                        group.postgres().startAgain();
                    }
                });
    }

    private static StoreOutage of(String name, Consumer<RealPostgres> begin, Consumer<RealPostgres> end) {
        return new StoreOutage(
                name,
                Set.of(),
                group -> begin.accept(group.postgres()),
                scene -> {},
                group -> end.accept(group.postgres()));
    }

    /** What is small may still fit into gaps, and the others may all wait for what does not. */
    private static void startLargeRun(Scene scene) {
        byte[] input = new byte[LARGE_BYTES];
        scene.dice().nextBytes(input);
        Answer ignored = scene.work()
                .api()
                .post(
                        "/v1/runs",
                        "{\"workflow\": \"greedy\", \"input\": \"%s\"}"
                                .formatted(Base64.getEncoder().encodeToString(input)));
    }

    private static long refused(Scene scene) {
        OperationLog log = scene.work().api().log();
        return log.count(Outcome.LATER) + log.count(Outcome.TIMED_OUT);
    }

    @Override
    public Duration happen(Scene scene) {
        scene.work().api().define(GREEDY);
        Duration recovery = scene.untilRunsGoOn(() -> {
            long before = refused(scene);
            begin.accept(scene.group());
            Awaiting.until("calls are refused", () -> {
                meanwhile.accept(scene);
                return refused(scene) >= before + REFUSED;
            });
            for (ServerProcess node : scene.group().nodes()) {
                Awaiting.until("the node is not ready", () -> {
                    meanwhile.accept(scene);
                    return node.saysThatItIsNotReady();
                });
            }
            end.accept(scene.group());
        });
        scene.group().awaitReady();
        return recovery;
    }
}
