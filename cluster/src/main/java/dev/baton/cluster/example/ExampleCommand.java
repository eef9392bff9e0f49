package dev.baton.cluster.example;

import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.cli.ExitCode;
import dev.baton.cluster.process.Npm;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./baton example}. */
@Command(
        name = "example",
        description = {
            "Plays an example: starts a server and the agents, makes a run of each case, and tells what happened.",
            "Without a name it lists the examples. Exit code 1 if a run failed."
        })
public final class ExampleCommand implements Callable<Integer> {

    private static final String DEMO = "license-review";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(names = "--keep", description = "keep the data folder of the server and the logs")
    private boolean keep;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the folder of the example")
    private @Nullable String name;

    private final Console console;

    public ExampleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path examples = Path.of(System.getProperty("baton.home", "."), "examples");
        try {
            List<Example> all = Example.all(examples);
            return (name == null ? list(all) : play(find(all, name), examples.resolve("target/classes"))).number();
        } catch (IOException failed) {
            throw new CliFailure(
                    ExitCode.UNEXPECTED,
                    String.valueOf(failed.getMessage()),
                    "run it again with --keep and look into the folder that it names",
                    failed);
        }
    }

    private ExitCode list(List<Example> all) throws IOException {
        for (Example example : all) {
            console.out().printf("%-22s %s%n", example.name(), example.title());
        }
        console.out().println();
        console.out().println("Play one with './baton example NAME'; './baton demo' plays " + DEMO + ".");
        return ExitCode.OK;
    }

    private static Example find(List<Example> all, String name) {
        return all.stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.USAGE,
                        "there is no example " + name,
                        name.equals(DEMO)
                                ? "play it with './baton demo'"
                                : "give one of "
                                        + all.stream().map(Example::name).collect(Collectors.joining(", "))));
    }

    private ExitCode play(Example example, Path classes) throws IOException, InterruptedException {
        if (!Files.isDirectory(classes)) {
            throw new CliFailure(
                    ExitCode.USAGE, "the examples are not built at " + classes, "start with './baton example'");
        }
        Optional<Path> npm = example.npm();
        if (npm.isPresent() && !Npm.isPossible()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "the agents of " + example.name() + " are programs for Node, which is not on this machine",
                    "install Node 20 or newer with npm (https://nodejs.org), and start it again");
        }
        Story story = new Story(console.out());
        try (Workspace workspace = Workspace.create("baton-example-", keep)) {
            story.begin(example.title());
            if (npm.isPresent() && !NpmAgents.areInstalled(example, npm.get())) {
                story.begin("The packages of its agents are installed out of npm, which takes some minutes, once ...");
            }
            Play play = new Troupe(workspace, classes).start(example);
            boolean good = true;
            for (Example.Case scene : example.cases()) {
                Play.Played played = play.play(scene);
                story.tell(scene, played);
                good &= played.run().path("status").asText().equals("completed");
            }
            story.end(example, keep ? workspace.folder() : null);
            return good ? ExitCode.OK : ExitCode.RUN_FAILED;
        }
    }
}
