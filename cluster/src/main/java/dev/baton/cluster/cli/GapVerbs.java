package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.gap.GapExport;
import dev.baton.actors.gap.GapImport;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Open GAP folders become definitions, and the other way round; loaded only for that. */
final class GapVerbs {

    private final Console console;

    GapVerbs(Console console) {
        this.console = console;
    }

    /** The definitions in the order in which they can be applied. */
    DefinitionFiles.Source read(Path folder, GapImport.Wish wish) {
        GapImport.Result.Made made = switch (GapImport.of(GapFiles.read(folder), wish)) {
            case GapImport.Result.Made all -> all;
            case GapImport.Result.Unreadable not ->
                throw CliFailure.usage(folder + ": " + not.reason(), "put it right, or write a definition by hand");
        };
        made.notes().forEach(note -> console.err().println("note: " + note));
        return new DefinitionFiles.Source(
                folder.toString(),
                made.definitions().stream().map(ObjectNode::toPrettyString).collect(Collectors.joining("\n---\n")));
    }

    /** @param agent as the API shows it */
    int write(JsonNode agent, Path folder) {
        GapExport.Made made =
                GapExport.of(agent.path("definition"), agent.path("version").asInt());
        GapFiles.write(folder, made.files());
        made.notes().forEach(note -> console.err().println("note: " + note));
        made.files().keySet().forEach(file -> console.out().println(folder.resolve(file)));
        return ExitCode.OK.number();
    }
}
