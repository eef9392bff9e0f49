package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is asked of many runs, and of which. */
final class BulkOptions {

    @Parameters(paramLabel = "VERB", description = "pause, resume, cancel, terminate, retry, signal or migrate")
    String verb = "";

    @Mixin
    FilterOptions filter = new FilterOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the histories of the runs")
    @Nullable
    String reason;

    @Option(names = "--signal", paramLabel = "NAME", description = "with signal: which one")
    @Nullable
    String signal;

    @Option(names = "--payload", paramLabel = "JSON", description = "with signal: JSON, @FILE, or - for standard input")
    @Nullable
    String payload;

    @Option(names = "--to", paramLabel = "N", description = "with migrate: the version of the workflow to go on with")
    @Nullable
    Integer to;

    @Option(names = "--rate", paramLabel = "N", description = "runs that are told per second, at most. Default: 100")
    @Nullable
    Integer rate;

    @Option(
            names = "--confirm",
            paramLabel = "TOKEN",
            description = "begins what was shown before; without it is only shown what would be done")
    @Nullable
    String confirm;

    @Option(names = "--key", paramLabel = "KEY", description = "the same key again begins nothing more")
    @Nullable
    String key;

    @Option(names = "--wait", description = "wait until it is over")
    boolean wait;

    ObjectNode body(Console console) {
        ObjectNode body = Api.JSON.createObjectNode().put("verb", verb);
        body.set("filter", filter.json());
        if (reason != null) {
            body.put("reason", reason);
        }
        if (signal != null) {
            ObjectNode sent = body.putObject("signal").put("name", signal);
            if (payload != null) {
                sent.set("payload", JsonArgument.read("--payload", payload, console));
            }
        }
        if (to != null) {
            body.put("version", to);
        }
        if (rate != null) {
            body.put("runsPerSecond", rate);
        }
        return confirm == null ? body.put("dryRun", true) : body.put("confirm", confirm);
    }
}
