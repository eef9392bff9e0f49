package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.cli.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./baton bench}: one JSON line for each workload and concurrency; progress goes to the error stream. */
@Command(
        name = "bench",
        description = {
            "Measures a packaged server on this machine; one JSON line per workload.",
            "W1a: 10 steps in process. W1b: 10 agents over HTTP. W2a, W2b: 50 at once and a join.",
            "W3: waiting runs. W4: kill -9 amid 200 runs. W5: patterns beside a chain. W6: five times more starts than go through.",
            "W7: 1,000 models that speak, each followed live. W8: the bytes of a conversation of 100 turns."
        })
public final class BenchCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options = new BenchOptions();

    private final Console console;

    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!ProcessUsage.available()) {
            throw new CliFailure(
                    ExitCode.USAGE, "the benchmarks read /proc, which this system does not have", "run them on Linux");
        }
        boolean good = true;
        for (String name : options.workloads) {
            Workload workload = Workload.of(name.toUpperCase(Locale.ROOT));
            for (int concurrency : workload.concurrencies(options)) {
                good &= measure(workload, concurrency);
            }
        }
        return (good ? ExitCode.OK : ExitCode.RUN_FAILED).number();
    }

    private boolean measure(Workload workload, int concurrency) throws InterruptedException {
        console.err().printf("%s at %d ...%n", workload.name(), concurrency);
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("workload", workload.name())
                .put("concurrency", concurrency)
                .put("store", options.store.name());
        try (Rig rig = Rig.start(options, workload.settings(options))) {
            workload.measure(rig, options, concurrency, line);
        } catch (IOException failed) {
            line.put("error", String.valueOf(failed.getMessage()));
        }
        line.put("java", Runtime.version().toString())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .putPOJO("serverOptions", List.copyOf(options.serverOptions));
        console.out().println(line);
        console.out().flush();
        return !line.has("error")
                && line.path("errors").asInt() == 0
                && line.path("lost").asInt() == 0;
    }
}
