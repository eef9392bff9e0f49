package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.http.ClusterView;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/cluster}: the nodes, and what lives on them. */
final class ClusterRoutes {

    private final ClusterView cluster;

    ClusterRoutes(ClusterView cluster) {
        this.cluster = cluster;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/cluster", this::show));
    }

    private CompletionStage<HttpResponse> show(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : cluster.status().thenApply(status -> Answers.json(200, out -> write(out, status)));
    }

    private static void write(JsonGenerator out, ClusterView.ClusterStatus status) throws IOException {
        out.writeStartObject();
        out.writeStringField("region", status.region());
        out.writeNumberField("shards", status.shards());
        out.writeArrayFieldStart("nodes");
        for (ClusterView.Node node : status.nodes()) {
            out.writeStartObject();
            out.writeStringField("address", node.address());
            out.writeStringField("region", node.region());
            out.writeStringField("status", node.status());
            out.writeBooleanField("self", node.self());
            RunJson.time(out, "upSince", node.upSince());
            out.writeNumberField("shards", node.shards());
            out.writeNumberField("runs", node.runs());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
