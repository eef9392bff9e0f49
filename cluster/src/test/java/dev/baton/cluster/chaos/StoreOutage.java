package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.OperationLog;
import dev.baton.cluster.crash.OperationLog.Outcome;
import dev.baton.cluster.crash.RealPostgres;
import java.time.Duration;
import java.util.function.Consumer;

/** The database is away for a while, for all nodes at once: none of them may take that for its own loss. */
record StoreOutage(String name, Consumer<RealPostgres> begin, Consumer<RealPostgres> end) implements Fault {

    /** The outage has lasted long enough when so many calls were told to come later, or were not answered. */
    private static final int REFUSED = 6;

    static StoreOutage killed() {
        return new StoreOutage("kill -9 of PostgreSQL", RealPostgres::kill, RealPostgres::startAgain);
    }

    static StoreOutage hung() {
        return new StoreOutage("SIGSTOP of PostgreSQL", RealPostgres::suspend, RealPostgres::resume);
    }

    static StoreOutage connectionsTaken() {
        TakenConnections connections = new TakenConnections();
        return new StoreOutage(
                "all connections of PostgreSQL taken", connections::take, postgres -> connections.giveBack());
    }

    private static long refused(Scene scene) {
        OperationLog log = scene.work().api().log();
        return log.count(Outcome.LATER) + log.count(Outcome.TIMED_OUT);
    }

    @Override
    public Duration happen(Scene scene) {
        RealPostgres postgres = scene.group().postgres();
        Duration recovery = scene.untilRunsGoOn(() -> {
            long before = refused(scene);
            begin.accept(postgres);
            Awaiting.until("calls are refused", () -> refused(scene) >= before + REFUSED);
            end.accept(postgres);
        });
        scene.group().awaitReady();
        return recovery;
    }
}
