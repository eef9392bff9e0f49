package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What {@code /openapi.json} promises, held against what really goes over the wire. */
final class Contract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** Also for what is turned away before it has a route. */
    private static final List<String> OUTSIDE =
            List.of("route-not-found", "method-not-allowed", "method-unknown", "host-not-allowed", "cross-origin");

    private final JsonNode document;
    private final ObjectNode closed;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Contract(JsonNode document) {
        this.document = document;
        this.closed = document.deepCopy();
        close(closed);
    }

    JsonNode document() {
        return document;
    }

    /** An answer has no field that is not described. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").toString().contains("object")
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.has("allOf")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Contract::close);
    }

    void check(String method, String pathAndQuery, String sent, int status, String type, String body) {
        String path = pathAndQuery.replaceFirst("\\?.*", "");
        String about = method + " " + path + " -> " + status + " " + body;
        Optional<String> template = template(path, method);
        if (type.startsWith("application/problem+json")
                && OUTSIDE.contains(parse(body).path("code").asText())) {
            assertThat(violations("Problem", pointer("components", "schemas", "Problem"), body))
                    .as(about)
                    .isEmpty();
            return;
        }
        assertThat(template).as("an operation for " + about).isPresent();
        String operation = pointer("paths", template.orElseThrow(), method.toLowerCase(Locale.ROOT));
        String media = type.replaceFirst(";.*", "").strip();
        String schema = operation + pointer("responses", Integer.toString(status));
        JsonNode response = closed.at(schema);
        if (response.has("$ref")) {
            schema = response.get("$ref").asText().substring(1);
        }
        if (media.isEmpty() && body.isEmpty()) {
            assertThat(response.isObject() && !response.has("content"))
                    .as(about)
                    .isTrue();
            return;
        }
        schema += pointer("content", media, "schema");
        assertThat(closed.at(schema).isMissingNode())
                .as("no schema for " + media + " in " + about)
                .isFalse();
        if (media.endsWith("json")) {
            assertThat(violations(schema, schema, body)).as(about).isEmpty();
        }
        if (status < 300 && !sent.isEmpty() && sent.startsWith("{")) {
            checkRequest(operation, sent);
        }
    }

    private void checkRequest(String operation, String sent) {
        String request = operation + pointer("requestBody");
        if (closed.at(request).has("$ref")) {
            request = closed.at(request).get("$ref").asText().substring(1);
        }
        request += pointer("content", "application/json", "schema");
        if (!closed.at(request).isMissingNode()) {
            assertThat(violations(request, request, sent)).as("request " + sent).isEmpty();
        }
    }

    private Optional<String> template(String path, String method) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : document.get("paths").properties()) {
            String regex = Pattern.compile("\\{[a-z]+\\}")
                    .matcher(entry.getKey().replace(".", "\\."))
                    .replaceAll("[^/:]+");
            if (path.matches(regex) && entry.getValue().has(method.toLowerCase(Locale.ROOT))) {
                found.add(entry.getKey());
            }
        }
        return found.stream().min((one, other) -> one.contains("{") ? 1 : -1);
    }

    /** @return how many examples there were */
    int checkExamples(JsonNode carrier) {
        JsonNode resolved = resolved(carrier);
        int checked = 0;
        for (Map.Entry<String, JsonNode> media : resolved.path("content").properties()) {
            if (!media.getKey().endsWith("json")) {
                continue;
            }
            ObjectNode schema = media.getValue().get("schema").deepCopy();
            schema.set("components", closed.get("components"));
            for (JsonNode example : media.getValue().path("examples")) {
                assertThat(REGISTRY.getSchema(schema).validate(resolved(example).get("value")))
                        .as(example.toString())
                        .isEmpty();
                checked++;
            }
        }
        return checked;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    List<String> violations(String key, String schemaPointer, String body) {
        Schema schema = schemas.computeIfAbsent(key, ignored -> {
            ObjectNode root = closed.at(schemaPointer).deepCopy();
            root.set("components", closed.get("components"));
            return REGISTRY.getSchema(root);
        });
        return schema.validate(parse(body)).stream().map(Object::toString).toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private static String pointer(String... parts) {
        StringBuilder pointer = new StringBuilder();
        for (String part : parts) {
            pointer.append('/').append(part.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
