package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.http.RegionView;
import dev.baton.http.RegionView.Answer;
import dev.baton.http.RegionView.Outcome;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /v1/regions}: who has which share of the runs, and how that is changed. */
final class RegionRoutes {

    private final RegionView regions;

    RegionRoutes(RegionView regions) {
        this.regions = regions;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/regions", this::show),
                Route.post("/v1/regions/{name}:failover", Route.Content.JSON_OR_NOTHING, this::failover),
                Route.post("/v1/regions/{name}:failback", Route.Content.JSON_OR_NOTHING, this::failback),
                Route.delete("/v1/regions/{name}", this::remove),
                Route.post(RegionView.CALLS, Route.Content.ANY, this::called));
    }

    private CompletionStage<HttpResponse> show(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : regions.status().thenApply(status -> Answers.json(200, out -> write(out, status)));
    }

    private CompletionStage<HttpResponse> failover(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        String region = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> {
                    Fields fields = Fields.of(body);
                    String to = Objects.requireNonNullElse(fields.text("to", Names.CHARS_MAX), "");
                    return done(exchange, fields, region, () -> regions.failover(region, to));
                });
    }

    private CompletionStage<HttpResponse> failback(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        String region = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> done(exchange, Fields.of(body), region, () -> regions.failback(region)));
    }

    private CompletionStage<HttpResponse> remove(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        String region = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : regions.remove(region)
                        .thenApply(outcome -> outcome instanceof Outcome.Accepted
                                ? Answers.json(200, out -> writeRemoved(out, region))
                                : answer(exchange, region, outcome));
    }

    private static void writeRemoved(JsonGenerator out, String region) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", region);
        out.writeBooleanField("deleted", true);
        out.writeEndObject();
    }

    private static CompletionStage<HttpResponse> done(
            Exchange exchange, Fields fields, String region, Supplier<CompletionStage<Outcome>> change) {
        Optional<Refusal> wrong = fields.refusal();
        return wrong.isPresent()
                ? exchange.refuse(wrong.get())
                : change.get().thenApply(outcome -> answer(exchange, region, outcome));
    }

    private static HttpResponse answer(Exchange exchange, String region, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted ->
                Answers.json(202, out -> {
                    out.writeStartObject();
                    out.writeStringField("region", region);
                    out.writeNumberField("cells", accepted.cells());
                    out.writeEndObject();
                });
            case Outcome.NoSuchRegion unknown ->
                exchange.refusal(Refusal.of(
                        ErrorCode.REGION_NOT_FOUND,
                        "There is no region " + unknown.region() + ".",
                        "GET /v1/regions lists those that there are."));
            case Outcome.Lost lost ->
                exchange.refusal(Refusal.of(
                        ErrorCode.REGION_LOST,
                        "The region " + lost.region() + " is lost: it can be given nothing.",
                        "Name one whose lease holds; GET /v1/regions lists them."));
            case Outcome.InUse used ->
                exchange.refusal(
                        Refusal.of(
                                ErrorCode.REGION_IN_USE,
                                "The region " + used.region() + " is there, or still has runs.",
                                "Have another one take everything over (failover), stop its nodes, and wait until it is lost."));
            case Outcome.SameRegion ignored ->
                exchange.refusal(Refusal.of(
                        ErrorCode.REGION_ALONE,
                        "A region cannot take over from itself.",
                        "Name another in \"to\", or ask another region."));
            case Outcome.OnlyRegion ignored ->
                exchange.refusal(Refusal.of(
                        ErrorCode.REGION_ALONE,
                        "This server has its store for itself.",
                        "Regions need PostgreSQL and baton.cluster.join = store."));
        };
    }

    /** Of regions among each other; nobody else can make the proof. */
    private CompletionStage<HttpResponse> called(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.bytes(body -> regions.called(new RegionView.Call(
                                header(exchange, RegionView.FROM_HEADER),
                                header(exchange, RegionView.RUN_HEADER),
                                header(exchange, RegionView.KIND_HEADER),
                                header(exchange, RegionView.TIME_HEADER),
                                header(exchange, RegionView.PROOF_HEADER),
                                body.toArray()))
                        .thenApply(answer -> answer(exchange, answer)));
    }

    private static String header(Exchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.header(name), "");
    }

    private static HttpResponse answer(Exchange exchange, Answer answer) {
        return switch (answer) {
            case Answer.Given given ->
                Answers.bytes(200, ContentTypes.APPLICATION_OCTET_STREAM, ByteString.fromArrayUnsafe(given.body()))
                        .addHeader(Answers.header(RegionView.KIND_HEADER, given.kind()));
            case Answer.Elsewhere ignored ->
                exchange.refusal(Refusal.of(ErrorCode.RUN_ELSEWHERE, "This region does not have the run."));
            case Answer.Stranger ignored ->
                exchange.refusal(Refusal.of(
                        ErrorCode.REGION_CALL_INVALID,
                        "The proof is not good, or too old.",
                        "Only regions of the same store call here; their clocks must agree to half a minute."));
            case Answer.Unreadable unreadable ->
                exchange.refusal(Refusal.of(ErrorCode.MALFORMED_REQUEST, unreadable.why()));
        };
    }

    private static void write(JsonGenerator out, RegionView.Status status) throws IOException {
        out.writeStartObject();
        out.writeStringField("self", status.self());
        out.writeNumberField("cells", status.cells());
        out.writeArrayFieldStart("regions");
        for (RegionView.Region region : status.regions()) {
            out.writeStartObject();
            out.writeStringField("name", region.name());
            out.writeStringField("status", region.there() ? "there" : "lost");
            out.writeNumberField("leaseMs", region.lease().toMillis());
            out.writeBooleanField("away", region.away());
            out.writeNumberField("cells", region.cells());
            out.writeNumberField("home", region.home());
            out.writeNumberField("arriving", region.arriving());
            out.writeStringField("url", region.url());
            out.writeObjectFieldStart("labels");
            for (Map.Entry<String, String> label : new TreeMap<>(region.labels()).entrySet()) {
                out.writeStringField(label.getKey(), label.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
