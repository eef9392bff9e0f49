package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.RealPostgres;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A region is lost until another has all of its cells, and then is there again: it gets back what is its own, and has
 * written nothing meanwhile.
 */
record LostRegion(String name, Consumer<NodeGroup> loss, Consumer<NodeGroup> end) implements Fault {

    private static final String CELLS =
            "SELECT count(*) FROM cell_home WHERE moving_to IS NULL AND region = '" + NodeGroup.LONELY_REGION + "'";

    /** Nobody is left there. */
    static LostRegion killed() {
        return new LostRegion(
                "region lost: kill -9 of its nodes",
                group -> group.lonelyRegion().kill(),
                group -> group.lonelyRegion().start());
    }

    /** Its node lives and takes calls, and reaches the database no more. */
    static LostRegion cutOff() {
        return new LostRegion(
                "region cut off from the database", group -> group.storeWire().cut(), group -> {
                    group.lonelyRegion().awaitNotReady();
                    group.storeWire().reset();
                });
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.REGIONS);
    }

    @Override
    public Duration happen(Scene scene) {
        NodeGroup group = scene.group();
        awaitCells(group.postgres(), true);
        Duration recovery = scene.untilRunsGoOn(() -> loss.accept(group));
        awaitCells(group.postgres(), false);
        scene.workGoesOn();
        end.accept(group);
        group.awaitReady();
        awaitCells(group.postgres(), true);
        return recovery;
    }

    private static void awaitCells(RealPostgres postgres, boolean some) {
        Awaiting.until(
                "the region has " + (some ? "cells" : "none left"),
                () -> postgres.query(CELLS).equals("0") != some);
    }
}
