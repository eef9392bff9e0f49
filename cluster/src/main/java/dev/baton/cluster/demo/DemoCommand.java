package dev.baton.cluster.demo;

import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.cli.ExitCode;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./baton demo}. */
@Command(
        name = "demo",
        description = {
            "Six agents review six open-source licences; the server is killed with kill -9 in the middle and started again.",
            "Exit code 1 if anything was lost."
        })
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(names = "--keep", description = "keep the server's data folder and the agents' records")
    private boolean keep;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "400",
            description = "how long each agent works on a call. Default: 400")
    private int delayMs;

    private final Console console;

    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path example = Path.of(System.getProperty("baton.home", "."), "examples", "license-review");
        if (!Files.isDirectory(example.resolveSibling("target/classes"))) {
            throw new CliFailure(
                    ExitCode.USAGE, "the example is not built at " + example, "start the demo with './baton demo'");
        }
        try (Workspace workspace = Workspace.create("baton-demo-", keep)) {
            boolean good = new Demo(console.out(), example, workspace, delayMs).play();
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
