package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.http.ClusterView;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
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
        return List.of(
                Route.get("/v1/cluster", this::show),
                Route.post("/v1/cluster/rebalance", Route.Content.JSON_OR_NOTHING, this::rebalance),
                Route.post("/v1/cluster/nodes/{address}:drain", Route.Content.JSON_OR_NOTHING, this::drain));
    }

    private CompletionStage<HttpResponse> show(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : cluster.status().thenApply(status -> Answers.json(200, out -> write(out, status)));
    }

    private CompletionStage<HttpResponse> drain(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        String address = exchange.path(0);
        return exchange.json(body -> {
            Optional<Refusal> wrong = Fields.of(body).refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : cluster.drain(address).thenCompose(draining -> switch (draining) {
                        case BEGUN -> accepted(address);
                        case NO_SUCH_NODE -> exchange.refuse(unknown(address));
                        case LAST_NODE -> exchange.refuse(last(address));
                    });
        });
    }

    private CompletionStage<HttpResponse> rebalance(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        return exchange.json(body -> {
            Fields fields = Fields.of(body);
            boolean dryRun = Boolean.TRUE.equals(fields.flag("dryRun"));
            Optional<Refusal> wrong = fields.refusal();
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : cluster.rebalance(dryRun)
                            .thenApply(plan ->
                                    Answers.json(dryRun || plan.even() ? 200 : 202, out -> write(out, plan, dryRun)));
        });
    }

    private static void write(JsonGenerator out, ClusterView.Rebalance plan, boolean dryRun) throws IOException {
        out.writeStartObject();
        out.writeStringField("status", status(plan, dryRun));
        out.writeNumberField("moves", plan.moves());
        out.writeNumberField("silent", plan.silent());
        out.writeArrayFieldStart("nodes");
        for (ClusterView.Rebalance.Spread node : plan.nodes()) {
            out.writeStartObject();
            out.writeStringField("address", node.address());
            out.writeNumberField("shards", node.shards());
            out.writeNumberField("even", node.even());
            out.writeNumberField("runs", node.runs());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String status(ClusterView.Rebalance plan, boolean dryRun) {
        if (plan.even()) {
            return "even";
        }
        if (!dryRun) {
            return "rebalancing";
        }
        return plan.moves() > 0 ? "uneven" : "unknown";
    }

    private static CompletionStage<HttpResponse> accepted(String address) {
        return Answers.now(Answers.json(202, out -> {
            out.writeStartObject();
            out.writeStringField("address", address);
            out.writeStringField("status", "draining");
            out.writeEndObject();
        }));
    }

    private static Refusal unknown(String address) {
        return Refusal.of(
                ErrorCode.NODE_NOT_FOUND,
                "There is no node " + address + " that answers.",
                "GET /v1/cluster lists those that there are.");
    }

    private static Refusal last(String address) {
        return Refusal.of(
                ErrorCode.NODE_ALONE,
                "No other node is there that could take over what " + address + " has.",
                "Start another one first; or stop this one with SIGTERM: its runs go on when it is started again.");
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
            out.writeBooleanField("leader", node.leader());
            ClusterView.Details details = node.details();
            if (details != null) {
                out.writeStringField("version", details.version());
                out.writeStringField("url", details.url());
                RunJson.time(out, "upSince", details.upSince());
                out.writeNumberField("shards", details.shards());
                out.writeNumberField("runs", details.runs());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
