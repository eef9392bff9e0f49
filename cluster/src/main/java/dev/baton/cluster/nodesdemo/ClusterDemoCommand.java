package dev.baton.cluster.nodesdemo;

import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.cli.ExitCode;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./baton cluster demo}. */
@Command(
        name = "demo",
        description = {
            "Starts three servers and a PostgreSQL on this machine, and runs under load; you kill nodes and watch.",
            "Exit code 1 if anything was lost, or a call failed."
        })
public final class ClusterDemoCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(names = "--scripted", description = "kill, stop and restart nodes without being told, then end")
    private boolean scripted;

    @Option(
            names = "--rate",
            paramLabel = "RUNS",
            defaultValue = "5",
            description = "runs that are started each second. Default: 5")
    private int rate;

    @Option(
            names = "--postgres-bin",
            paramLabel = "FOLDER",
            description = "with initdb and postgres. Default: those on the PATH, else those that Baton brings along")
    private @Nullable Path postgresBin;

    @Option(names = "--keep", description = "keep the folder with the nodes' settings and logs")
    private boolean keep;

    private final Console console;

    public ClusterDemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (rate < 1 || rate > DemoLoad.RATE_MAX) {
            throw new CliFailure(ExitCode.USAGE, "--rate is " + rate, "give 1 to " + DemoLoad.RATE_MAX);
        }
        try (Workspace workspace = Workspace.create("baton-cluster-demo-", keep)) {
            boolean good = new ClusterDemo(console, workspace, rate).play(postgresBin, scripted);
            if (keep) {
                console.out().println("Everything is kept in " + workspace.folder());
            }
            return (good ? ExitCode.OK : ExitCode.RUN_FAILED).number();
        } catch (IOException failed) {
            throw new CliFailure(
                    ExitCode.UNEXPECTED,
                    String.valueOf(failed.getMessage()),
                    "run it again with --keep and look into the folder that it names",
                    failed);
        }
    }
}
