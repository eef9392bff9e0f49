package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.DefinitionSchema;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** Ordered by name. */
    private static final Map<String, String> LINKS = new TreeMap<>(Map.ofEntries(
            Map.entry("api", "/openapi.json"),
            Map.entry("runs", "/v1/runs"),
            Map.entry("workflows", "/v1/workflows"),
            Map.entry("agents", "/v1/agents"),
            Map.entry("schedules", "/v1/schedules"),
            Map.entry("triggers", "/v1/triggers"),
            Map.entry("webhooks", "/v1/webhooks"),
            Map.entry("approvals", "/v1/approvals"),
            Map.entry("incidents", "/v1/incidents"),
            Map.entry("cluster", "/v1/cluster"),
            Map.entry("schema", "/v1/schema/workflow"),
            Map.entry("ready", "/health/ready"),
            Map.entry("metrics", "/metrics")));

    List<Route> routes() {
        return List.of(
                Route.get("/", this::index),
                Route.get("/openapi.json", this::openApi),
                Route.get("/v1/schema/workflow", exchange -> schema(DefinitionSchema.published())),
                Route.get("/v1/schema/agent", exchange -> schema(DefinitionSchema.publishedOf("agent"))),
                Route.get("/v1/schema/schedule", exchange -> schema(DefinitionSchema.publishedOf("schedule"))),
                Route.get("/v1/schema/trigger", exchange -> schema(DefinitionSchema.publishedOf("trigger"))),
                Route.get("/v1/schema/webhook", exchange -> schema(DefinitionSchema.publishedOf("webhook"))));
    }

    private CompletionStage<HttpResponse> index(Exchange exchange) {
        return Answers.now(Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("name", "baton");
            out.writeObjectFieldStart("links");
            for (Map.Entry<String, String> link : LINKS.entrySet()) {
                out.writeStringField(link.getKey(), link.getValue());
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
}
