package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.exchange.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The description of the API: one file per group of routes, put together when it is first asked for. An operation lists
 * the codes of its own errors and the groups that it shares with others; the responses are made from that.
 */
final class OpenApi {

    private static final List<String> PARTS = List.of(
            "runs.yaml",
            "bulk.yaml",
            "definitions.yaml",
            "schedules.yaml",
            "triggers.yaml",
            "webhooks.yaml",
            "people.yaml",
            "work.yaml",
            "operations.yaml",
            "protocols.yaml",
            "agents.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ERRORS = "x-errors";
    private static final String OUTSIDE = "x-outside";

    /** Paths that are there again below others: the new beginning of a path for the old one. */
    private static final String TWINS = "x-twins";

    private static final Map<String, ErrorCode> CODES =
            Stream.of(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::code, code -> code));

    /** Loaded when first used. */
    private static final class Document {
        private static final ObjectNode JSON = new OpenApi().build();
    }

    /** Must not be changed. */
    static JsonNode document() {
        return Document.JSON;
    }

    private final ObjectNode document = read("base.yaml");
    private final JsonNode groups = document.remove(ERRORS);

    private OpenApi() {}

    private ObjectNode build() {
        document.remove(OUTSIDE);
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = (ObjectNode) document.get("components");
        for (String part : PARTS) {
            ObjectNode read = read(part);
            paths.setAll((ObjectNode) read.get("paths"));
            read.path(TWINS).properties().forEach(twin -> addTwins(read, twin, paths));
            for (Map.Entry<String, JsonNode> kind : read.path("components").properties()) {
                components.withObjectProperty(kind.getKey()).setAll((ObjectNode) kind.getValue());
            }
        }
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                addErrors((ObjectNode) operation);
            }
        }
        return document;
    }

    private static void addTwins(ObjectNode read, Map.Entry<String, JsonNode> twin, ObjectNode paths) {
        for (Map.Entry<String, JsonNode> path : read.get("paths").properties()) {
            if (path.getKey().startsWith(twin.getKey())) {
                JsonNode copy = path.getValue().deepCopy();
                copy.forEach(operation -> ((ObjectNode) operation)
                        .put("operationId", operation.path("operationId").asText() + "OfAgent"));
                paths.set(
                        twin.getValue().asText()
                                + path.getKey().substring(twin.getKey().length()),
                        copy);
            }
        }
    }

    private static ObjectNode read(String name) {
        try (InputStream in = OpenApi.class.getResourceAsStream("/dev/baton/http/openapi/" + name)) {
            Object loaded = new Load(LoadSettings.builder().setLabel(name).build())
                    .loadFromInputStream(Objects.requireNonNull(in));
            return JSON.valueToTree(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addErrors(ObjectNode operation) {
        Set<String> listed = new LinkedHashSet<>();
        groups.get("every").forEach(code -> listed.add(code.asText()));
        for (JsonNode entry : operation.remove(ERRORS)) {
            JsonNode group = groups.get(entry.asText());
            if (group == null) {
                listed.add(entry.asText());
            } else {
                group.forEach(code -> listed.add(code.asText()));
            }
        }
        Map<Integer, List<ErrorCode>> byStatus = new TreeMap<>();
        for (String code : listed) {
            ErrorCode known = Objects.requireNonNull(CODES.get(code), code);
            byStatus.computeIfAbsent(known.status(), ignored -> new ArrayList<>())
                    .add(known);
        }
        // An alias of the file may have given several operations the same responses.
        ObjectNode responses = operation.get("responses").deepCopy();
        byStatus.forEach((status, codes) -> {
            String key = Integer.toString(status);
            if (!responses.has(key)) {
                responses.set(key, response(codes));
            }
        });
        operation.set("responses", responses);
    }

    private static ObjectNode response(List<ErrorCode> codes) {
        ObjectNode response = JSON.createObjectNode();
        response.put("description", codes.stream().map(ErrorCode::title).collect(Collectors.joining(", or: ")) + ".");
        ObjectNode content = response.putObject("content").putObject("application/problem+json");
        ObjectNode schema = content.putObject("schema");
        schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/Problem");
        ArrayNode known = schema.putObject("properties").putObject("code").putArray("enum");
        ObjectNode examples = content.putObject("examples");
        for (ErrorCode code : codes) {
            known.add(code.code());
            examples.putObject(code.code())
                    .putObject("value")
                    .put("type", "urn:baton:error:" + code.code())
                    .put("title", code.title())
                    .put("status", code.status())
                    .put("code", code.code())
                    .put("detail", code.title() + ".");
        }
        return response;
    }
}
