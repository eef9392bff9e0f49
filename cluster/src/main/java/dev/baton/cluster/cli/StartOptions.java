package dev.baton.cluster.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be said about a run when it is started. */
final class StartOptions {

    @Parameters(paramLabel = "WORKFLOW", description = "the workflow's name")
    String workflow = "";

    @Option(names = "--version", paramLabel = "N", description = "of the workflow; the newest by default")
    @Nullable
    Integer version;

    @Option(names = "--input", paramLabel = "JSON", description = "JSON, @FILE, or - for standard input")
    @Nullable
    String input;

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "one field of the input: JSON or text; FIELD=@FILE is the text in a file")
    Map<String, String> fields = new LinkedHashMap<>();

    @Option(names = "--id", paramLabel = "ID", description = "the run's id; starting it again starts nothing new")
    @Nullable
    String id;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "to find the run by")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--priority", paramLabel = "N", description = "higher goes first")
    @Nullable
    Integer priority;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "when the run must have ended, as 2026-01-31T12:00:00Z")
    @Nullable
    String deadline;

    @Option(names = "--wait", description = "wait until the run has ended; its end decides the exit code")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long to wait, as 30s or 5m; as long as it takes by default")
    @Nullable
    Duration timeout;
}
