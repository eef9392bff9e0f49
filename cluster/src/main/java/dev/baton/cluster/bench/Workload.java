package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.ExitCode;
import java.io.IOException;
import java.util.List;

/** One thing to measure. */
interface Workload {

    static Workload of(String name) {
        return switch (name) {
            case "W1A" -> new TimedWorkload("W1a", Workflows.CHAIN_IN_PROCESS, Workflows.CHAIN_STEPS);
            case "W1B" -> new TimedWorkload("W1b", Workflows.CHAIN_HTTP, Workflows.CHAIN_STEPS);
            case "W2A" -> new TimedWorkload("W2a", Workflows.FAN_IN_PROCESS, Workflows.FAN_STEPS);
            case "W2B" -> new TimedWorkload("W2b", Workflows.FAN_HTTP, Workflows.FAN_STEPS);
            case "W3" -> new WaitingWorkload();
            case "W4" -> new CrashWorkload();
            case "W5" -> new PatternsWorkload();
            case "W6" -> new OverloadWorkload();
            case "W7" -> new StreamsWorkload();
            case "W8" -> new ConversationWorkload();
            default ->
                throw new CliFailure(
                        ExitCode.USAGE,
                        "there is no workload " + name,
                        "choose from W1a, W1b, W2a, W2b, W3, W4, W5, W6, W7 and W8");
        };
    }

    String name();

    /** Of the server, on top of its usual ones. */
    String settings(BenchOptions options);

    List<Integer> concurrencies(BenchOptions options);

    /** Adds the figures to {@code line}. */
    void measure(Rig rig, BenchOptions options, int concurrency, ObjectNode line)
            throws IOException, InterruptedException;
}
