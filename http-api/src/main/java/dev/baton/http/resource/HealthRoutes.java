package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.http.NodeHealth;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /health} and {@code /metrics}: for whoever keeps the node running. None of it asks the store. */
final class HealthRoutes {

    private static final ContentType PROMETHEUS_TEXT = ContentTypes.parse("text/plain; version=0.0.4; charset=UTF-8");

    private final NodeHealth health;
    private final BooleanSupplier draining;
    private final PrometheusMeterRegistry metrics;

    HealthRoutes(NodeHealth health, BooleanSupplier draining, PrometheusMeterRegistry metrics) {
        this.health = health;
        this.draining = draining;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health/live", this::live),
                Route.get("/health/startup", this::startup),
                Route.get("/health/ready", this::ready),
                Route.get("/metrics", this::metrics));
    }

    /** The process can answer; whether it can work is another question, and no reason to kill it. */
    private CompletionStage<HttpResponse> live(Exchange exchange) {
        return Answers.now(Answers.json(200, out -> write(out, "live", List.of())));
    }

    /** Only whether it has come up: a store that is lost later is no reason to start the node again. */
    private CompletionStage<HttpResponse> startup(Exchange exchange) {
        boolean started = health.started();
        NodeHealth.Check check = new NodeHealth.Check("started", started, started ? "" : "The node is starting.");
        return answer(List.of(check), "started", "starting");
    }

    private CompletionStage<HttpResponse> ready(Exchange exchange) {
        List<NodeHealth.Check> checks = draining.getAsBoolean()
                ? List.of(new NodeHealth.Check("draining", false, "The node is shutting down."))
                : health.checks();
        return answer(checks, "ready", "not-ready");
    }

    private static CompletionStage<HttpResponse> answer(List<NodeHealth.Check> checks, String good, String bad) {
        boolean passed = checks.stream().allMatch(NodeHealth.Check::passed);
        return Answers.now(Answers.json(passed ? 200 : 503, out -> write(out, passed ? good : bad, checks)));
    }

    private static void write(JsonGenerator out, String status, List<NodeHealth.Check> checks) throws IOException {
        out.writeStartObject();
        out.writeStringField("status", status);
        out.writeArrayFieldStart("checks");
        for (NodeHealth.Check check : checks) {
            out.writeStartObject();
            out.writeStringField("name", check.name());
            out.writeBooleanField("passed", check.passed());
            if (!check.detail().isEmpty()) {
                out.writeStringField("detail", check.detail());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> metrics(Exchange exchange) {
        return Answers.now(Answers.bytes(200, PROMETHEUS_TEXT, ByteString.fromString(metrics.scrape())));
    }
}
