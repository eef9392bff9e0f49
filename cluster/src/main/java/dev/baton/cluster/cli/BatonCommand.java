package dev.baton.cluster.cli;

import dev.baton.cluster.node.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The client's verbs. {@link #run} is the whole program: it never throws and never exits the process itself. */
@Command(
        name = "baton",
        description = "Runs workflows whose steps are done by agents, and makes every run durable.",
        mixinStandardHelpOptions = true,
        version = "baton " + BatonCommand.VERSION)
public final class BatonCommand implements Runnable {

    static final String VERSION = Version.CURRENT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BatonCommand() {}

    /** Carries out one command line with the client's verbs alone. */
    public static int run(Console console, String... arguments) {
        return run(console, List.of(), List.of(), arguments);
    }

    /**
     * Carries out one command line.
     *
     * @param further verbs that other packages bring along
     * @param ofCluster those of them that belong to {@code cluster}
     * @return the number of its {@link ExitCode}
     */
    public static int run(Console console, List<Object> further, List<Object> ofCluster, String... arguments) {
        CommandLine line = commandLine(console, ofCluster);
        further.forEach(line::addSubcommand);
        return configure(line, console).execute(arguments);
    }

    static CommandLine commandLine(Console console, List<Object> ofCluster) {
        CommandLine cluster = new CommandLine(new ClusterVerbs(console));
        ofCluster.forEach(cluster::addSubcommand);
        return new CommandLine(new BatonCommand())
                .addSubcommand(new WorkflowVerbs(console))
                .addSubcommand(new AgentVerbs(console))
                .addSubcommand(new ScheduleVerbs(console))
                .addSubcommand(new TriggerVerbs(console))
                .addSubcommand(new WebhookVerbs(console))
                .addSubcommand(new RunVerbs(console))
                .addSubcommand(new BulkVerbs(console))
                .addSubcommand(new ApprovalVerbs(console))
                .addSubcommand(new IncidentVerbs(console))
                .addSubcommand(cluster)
                .addSubcommand(new RegionVerbs(console));
    }

    private static CommandLine configure(CommandLine line, Console console) {
        return line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.terminal() ? Ansi.AUTO : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // @FILE is the content of an option here, not a file of arguments
                .setExpandAtFiles(false)
                .registerConverter(java.time.Duration.class, new TimeSpan())
                .setParameterExceptionHandler((wrong, given) -> usage(console, wrong))
                .setExecutionExceptionHandler((thrown, command, parsed) -> failure(console, thrown))
                .setExitCodeExceptionMapper(thrown -> ExitCode.UNEXPECTED.number());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    private static int usage(Console console, ParameterException wrong) {
        if (wrong.getCause() instanceof CliFailure failure) {
            return failure(console, failure);
        }
        String verb = wrong.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println("baton: " + wrong.getMessage());
        console.err().println("What to do: see './" + verb + " --help'.");
        return ExitCode.USAGE.number();
    }

    private static int failure(Console console, Exception thrown) {
        console.out().flush();
        if (thrown instanceof CliFailure failure) {
            console.err().println(failure.text());
            return failure.exitCode().number();
        }
        console.err().println("baton: a defect: " + thrown);
        console.err().println("What to do: report it with what follows.");
        thrown.printStackTrace(console.err());
        return ExitCode.UNEXPECTED.number();
    }
}
