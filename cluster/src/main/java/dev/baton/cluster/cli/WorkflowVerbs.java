package dev.baton.cluster.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about workflows. */
@Command(name = "workflow", description = "Workflows: applied, listed, shown, checked.")
final class WorkflowVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Definitions definitions;

    WorkflowVerbs(Console console) {
        this.definitions = new Definitions(console, "workflow");
    }

    @Command(
            name = "apply",
            description = "Stores the definitions in files; a file may hold several documents, agents too.")
    int apply(
            @Mixin Connection connection,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, folders, or - for standard input")
                    List<String> files) {
        return definitions.apply(connection, files);
    }

    @Command(name = "validate", description = "Checks definitions and stores nothing; every finding with its line.")
    int validate(
            @Mixin Connection connection,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, folders, or - for standard input")
                    List<String> files) {
        return definitions.validate(connection, files);
    }

    @Command(name = "list", description = "The workflows and their newest versions.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "how many at most")
                    int limit) {
        return definitions.list(connection, limit, Definitions.versions());
    }

    @Command(name = "show", description = "One workflow's definition.")
    int show(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "the workflow") String name,
            @Option(names = "--version", paramLabel = "N", description = "an older version") @Nullable
                    Integer version) {
        String path = definitions.path(name);
        return definitions.show(connection, version == null ? path : path + "/versions/" + version);
    }
}
