package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * W5: what a step costs in each pattern, beside what it costs in a plain chain. All patterns are measured in turn, again
 * and again, on one server, so that whatever disturbs them disturbs all.
 */
final class PatternsWorkload implements Workload {

    private static final int AT_ONCE = 16;

    /**
     * @param steps that one run takes: calls of the agent, child runs, and values
     * @param items of the list in the input; 0 for none
     * @param concurrency runs at a time
     */
    private record Kind(String name, String workflow, int steps, int items, int concurrency) {}

    private static final Kind CHAIN = new Kind("chain", Workflows.CHAIN_HTTP, Workflows.CHAIN_STEPS, 0, AT_ONCE);

    private static final List<Kind> KINDS = List.of(
            CHAIN,
            new Kind("handoff", Workflows.HANDOFF, Workflows.CHAIN_STEPS, 0, AT_ONCE),
            new Kind("loop", Workflows.LOOP, 2 * Workflows.LOOPS, 0, AT_ONCE),
            new Kind("map", Workflows.MAP, Workflows.MAP_ITEMS, Workflows.MAP_ITEMS, 1),
            new Kind("mapOfValues", Workflows.MAP_OF_VALUES, Workflows.MAP_ITEMS, Workflows.MAP_ITEMS, 1),
            new Kind("tree", Workflows.TREE, treeSteps(), Workflows.TREE_BRANCHES, 1));

    /** Each child run, and the one call that each leaf makes. */
    private static int treeSteps() {
        int leaves = Workflows.TREE_BRANCHES * Workflows.TREE_LEAVES;
        return Workflows.TREE_BRANCHES + 2 * leaves;
    }

    @Override
    public String name() {
        return "W5";
    }

    @Override
    public String settings(BenchOptions options) {
        return "";
    }

    @Override
    public List<Integer> concurrencies(BenchOptions options) {
        return List.of(AT_ONCE);
    }

    @Override
    public void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line) {
        for (Kind kind : KINDS) {
            load(rig, kind, options.warmUpSeconds);
        }
        Map<Kind, List<Measured>> all = new LinkedHashMap<>();
        for (int repeat = 0; repeat < options.repeats; repeat++) {
            for (Kind kind : KINDS) {
                all.computeIfAbsent(kind, first -> new ArrayList<>())
                        .add(Measured.of(rig, () -> load(rig, kind, options.seconds)));
            }
        }
        List<Measured> chain = all.getOrDefault(CHAIN, List.of());
        ObjectNode patterns = line.putObject("patterns");
        all.forEach((kind, measured) -> {
            patterns.putObject(kind.name())
                    .put(
                            "runs",
                            measured.stream()
                                    .mapToInt(one -> one.load().count())
                                    .sum())
                    .put("stepsPerRun", kind.steps())
                    .put(
                            "stepsPerSecond",
                            Figures.rounded(kind.steps() * Figures.median(measured, Measured::runsPerSecond)))
                    .put(
                            "p50Ms",
                            Figures.rounded(
                                    Figures.median(measured, one -> one.load().percentile(0.5))))
                    .put("cpuMsPerStep", Figures.rounded(Figures.median(measured, one -> cpuMsPerStep(kind, one))))
                    .put("timesChain", Figures.rounded(timesChain(kind, measured, chain)));
        });
        List<Load.Result> loads =
                all.values().stream().flatMap(List::stream).map(Measured::load).toList();
        line.put("peakRssMb", ProcessUsage.peakRssKb(rig.serverProcesses()) / 1024)
                .put("errors", loads.stream().mapToInt(Load.Result::errors).sum());
        @Nullable
        String error = loads.stream()
                .map(Load.Result::firstError)
                .filter(first -> first != null)
                .findFirst()
                .orElse(null);
        if (error != null) {
            line.put("firstError", error);
        }
    }

    private static double cpuMsPerStep(Kind kind, Measured measured) {
        return measured.perRun(measured.serverCpuMs()) / kind.steps();
    }

    /** The median of the rounds: each pattern is compared with the chain that was measured just before it. */
    private static double timesChain(Kind kind, List<Measured> measured, List<Measured> chain) {
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < measured.size(); round++) {
            rounds.add(cpuMsPerStep(kind, measured.get(round)) / cpuMsPerStep(CHAIN, chain.get(round)));
        }
        return Figures.median(rounds, Double::doubleValue);
    }

    /** At least one run at a time, however long it takes. */
    private static Load.Result load(Rig rig, Kind kind, double seconds) {
        String batch = rig.nextBatch();
        ObjectNode input = rig.input();
        for (int item = 1; item <= kind.items(); item++) {
            input.withArray("items").add(item(kind, item));
        }
        return rig.load()
                .forSeconds(
                        seconds,
                        kind.concurrency(),
                        number -> rig.start(kind.workflow(), batch + number, true, input),
                        Measured::isCompleted);
    }

    /** In a tree, what the branch gets is the list of its leaves. */
    private static JsonNode item(Kind kind, int number) {
        ObjectNode item = Api.JSON.createObjectNode().put("number", number);
        for (int leaf = 1; kind.workflow().equals(Workflows.TREE) && leaf <= Workflows.TREE_LEAVES; leaf++) {
            item.withArray("items").add(leaf);
        }
        return item;
    }
}
