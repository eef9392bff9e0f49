package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Some nodes cannot reach others, long enough for somebody to be given up; those who were start over by themselves. */
record Partition(String name, Shape shape) implements Fault {

    /** Who cannot reach whom. */
    interface Shape {
        void cut(Wires wires, ServerProcess one, ServerProcess second, ServerProcess third);
    }

    /** One node and the others do not reach each other. */
    static Partition symmetric() {
        return new Partition("partition: one of three cut off", (wires, one, second, third) -> {
            wires.cutBoth(one, second);
            wires.cutBoth(one, third);
        });
    }

    /** One node hears the others, and is not heard. */
    static Partition oneWay() {
        return new Partition("partition: one way", (wires, one, second, third) -> {
            wires.cut(one, second);
            wires.cut(one, third);
        });
    }

    /** Two nodes do not reach each other, and both reach the third. */
    static Partition bridge() {
        return new Partition("partition: bridge", (wires, one, second, third) -> wires.cutBoth(one, second));
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.WIRES);
    }

    @Override
    public Duration happen(Scene scene) {
        List<ServerProcess> nodes = scene.shuffledNodes();
        int startedOver = scene.group().startedOver();
        Wires wires = scene.group().wires();
        Duration recovery = scene.untilRunsGoOn(() -> shape.cut(wires, nodes.get(0), nodes.get(1), nodes.get(2)));
        Awaiting.until(
                "somebody is given up, and starts over", () -> scene.group().startedOver() > startedOver);
        wires.heal();
        scene.group().awaitReady();
        scene.group().awaitWhole();
        return recovery;
    }
}
