package dev.baton.actors.definition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML 1.2 (and so JSON) into trees that know the line of every value. */
final class DefinitionSource {

    static final int SOURCE_BYTES_MAX = 1024 * 1024;
    static final int DEPTH_MAX = 64;

    /** Counted after aliases are followed, so that a small text cannot unfold into a huge tree. */
    static final int NODES_MAX = 100_000;

    static final int DOCUMENTS_MAX = 100;

    private static final int BUFFER_SLACK = 16;

    private DefinitionSource() {}

    /** The documents up to the first mistake of syntax; all mistakes go to {@code problems}. */
    static List<SourceNode> read(String source, Problems problems) {
        if (source.length() > SOURCE_BYTES_MAX || source.getBytes(StandardCharsets.UTF_8).length > SOURCE_BYTES_MAX) {
            refuse(problems, "source.too-large", "The text is larger than 1 MiB", "Split it into several files.");
            return List.of();
        }
        List<SourceNode> documents = new ArrayList<>();
        try {
            readDocuments(source, problems, documents);
        } catch (SourceRefused refused) {
            problems.error(refused.position(), refused.path(), refused.code(), refused.getMessage(), refused.hint());
        } catch (YamlEngineException mistake) {
            SyntaxMistake.report(source, mistake, problems);
        }
        if (documents.isEmpty() && !problems.hasErrors()) {
            refuse(
                    problems,
                    "source.empty",
                    "The text holds no definition",
                    "Start with 'apiVersion: baton/v1' and 'kind: Workflow'.");
        }
        return documents;
    }

    private static void readDocuments(String source, Problems problems, List<SourceNode> documents)
            throws SourceRefused {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("definition")
                .setCodePointLimit(SOURCE_BYTES_MAX)
                // All at once: the reader breaks when a character outside the basic plane straddles the end of its
                // buffer.
                .setBufferSize(source.length() + BUFFER_SLACK)
                .build();
        Iterable<Event> events = new Parse(settings).parseString(source);
        SourceComposer composer = new SourceComposer(source, events.iterator(), problems);
        while (composer.skipTo(DocumentStartEvent.class)) {
            SourceNode document = composer.document();
            if (document.json().isNull()) {
                continue;
            }
            if (documents.size() == DOCUMENTS_MAX) {
                throw new SourceRefused(
                        document.position(),
                        SourcePath.ROOT,
                        "source.too-many-documents",
                        "The text holds more than " + DOCUMENTS_MAX + " documents",
                        "Split it into several files.");
            }
            documents.add(document);
        }
    }

    private static void refuse(Problems problems, String code, String message, String hint) {
        problems.error(new Position(1, 1), SourcePath.ROOT, code, message, hint);
    }
}
