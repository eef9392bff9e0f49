package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.DefinitionSchema;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** What describes the API and the definitions to programs. */
final class DocumentRoutes {

    private static final ContentType SCHEMA_JSON = MediaTypes.applicationWithFixedCharset(
                    "schema+json", HttpCharsets.UTF_8)
            .toContentType();

    List<Route> routes() {
        return List.of(
                Route.get("/", this::index),
                Route.get("/openapi.json", this::openApi),
                Route.get("/v1/schema/workflow", exchange -> schema(DefinitionSchema.published())),
                Route.get("/v1/schema/agent", exchange -> schema(agentSchema())));
    }

    private CompletionStage<HttpResponse> index(Exchange exchange) {
        Map<String, String> links = Map.of(
                "api", "/openapi.json",
                "runs", "/v1/runs",
                "workflows", "/v1/workflows",
                "agents", "/v1/agents",
                "approvals", "/v1/approvals",
                "incidents", "/v1/incidents",
                "cluster", "/v1/cluster",
                "schema", "/v1/schema/workflow",
                "ready", "/health/ready",
                "metrics", "/metrics");
        return Answers.now(Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("name", "baton");
            out.writeObjectFieldStart("links");
            for (String link : links.keySet().stream().sorted().toList()) {
                out.writeStringField(link, links.get(link));
            }
            out.writeEndObject();
            out.writeEndObject();
        }));
    }

    private CompletionStage<HttpResponse> openApi(Exchange exchange) {
        return Answers.now(Answers.json(200, out -> out.writeTree(OpenApi.document())));
    }

    private static CompletionStage<HttpResponse> schema(JsonNode schema) {
        return Answers.now(Answers.bytes(200, SCHEMA_JSON, Json.write(out -> out.writeTree(schema))));
    }

    private static ObjectNode agentSchema() {
        ObjectNode schema = DefinitionSchema.published().deepCopy();
        schema.retain("$schema", "$defs");
        schema.put("$id", "https://baton.dev/v1/schema/agent");
        schema.put("$ref", "#/$defs/agent");
        return schema;
    }
}
