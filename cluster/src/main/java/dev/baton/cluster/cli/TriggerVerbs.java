package dev.baton.cluster.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about triggers. */
@Command(name = "trigger", description = "Triggers: which events from outside start or signal runs.")
final class TriggerVerbs {

    @Mixin
    private HelpOption help = new HelpOption();

    private final Definitions definitions;

    TriggerVerbs(Console console) {
        this.definitions = new Definitions(console, "trigger");
    }

    @Command(
            name = "apply",
            description = "Stores the definitions in files; a file may hold several documents, workflows too.")
    int apply(
            @Mixin Connection connection,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, folders, or - for standard input")
                    List<String> files) {
        return definitions.apply(connection, files);
    }

    @Command(name = "list", description = "The triggers; events go to /v1/hooks/ and the name.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "how many at most")
                    int limit) {
        return definitions.list(connection, limit, Definitions.versions());
    }

    @Command(name = "show", description = "One trigger's definition.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the trigger") String name) {
        return definitions.show(connection, definitions.path(name));
    }

    @Command(name = "delete", description = "Takes no more events.")
    int delete(
            @Mixin Connection connection, @Parameters(paramLabel = "NAME", description = "the trigger") String name) {
        return definitions.delete(connection, name);
    }
}
