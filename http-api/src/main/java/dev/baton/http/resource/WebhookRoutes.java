package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.Page;
import dev.baton.actors.webhook.WebhookDefinition;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.actors.webhook.Webhooks;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/webhooks}: which events of runs go where, and what became of them. */
final class WebhookRoutes {

    private static final int ID_CHARS_MAX = 200;
    private static final Set<String> STATUSES = Stream.of(WebhookDelivery.Status.values())
            .map(WebhookDelivery.Status::code)
            .collect(Collectors.toUnmodifiableSet());

    private final Webhooks webhooks;
    private final Admission admission;
    private final NamedDefinitions<WebhookDefinition> definitions;

    WebhookRoutes(Webhooks webhooks, Compiler compiler, Admission admission) {
        this.webhooks = webhooks;
        this.admission = admission;
        this.definitions = new NamedDefinitions<>(
                "Webhook",
                ErrorCode.WEBHOOK_NOT_FOUND,
                Compiled::webhooks,
                WebhookDefinition::name,
                compiler,
                admission);
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/webhooks/{name}", Content.DEFINITION, this::put),
                Route.delete("/v1/webhooks/{name}", this::delete),
                Route.get("/v1/webhooks", this::list),
                Route.get("/v1/webhooks/{name}", this::get),
                Route.post("/v1/webhooks/{name}:pause", Content.JSON_OR_NOTHING, this::pause),
                Route.post("/v1/webhooks/{name}:resume", Content.JSON_OR_NOTHING, this::resume),
                Route.post("/v1/webhooks/{name}:test", Content.JSON_OR_NOTHING, this::test),
                Route.post("/v1/webhooks/{name}:replay", Content.JSON, this::replay),
                Route.get("/v1/webhooks/{name}/deliveries", this::deliveries),
                Route.get("/v1/webhooks/{name}/deliveries/{id}", this::delivery));
    }

    private static WebhookKey key(Exchange exchange) {
        return new WebhookKey(exchange.tenant(), exchange.path(0));
    }

    private static Refusal noDelivery(String id) {
        return Refusal.of(
                ErrorCode.DELIVERY_NOT_FOUND,
                "The webhook has no delivery " + id + ".",
                "GET /v1/webhooks/{name}/deliveries lists them; those that were over long ago are deleted.");
    }

    private CompletionStage<HttpResponse> put(Exchange exchange) {
        return definitions.put(
                exchange,
                (definition, source, problems) -> webhooks.apply(
                                exchange.tenant(), definition, source, exchange.principal())
                        .thenApply(applied -> definitions.applied(definition, applied.created(), problems, out -> {
                            WebhookJson.writeHead(out, applied.state());
                            out.writeStringField("digest", applied.row().digest());
                            out.writeBooleanField("created", applied.created());
                        })));
    }

    private CompletionStage<HttpResponse> delete(Exchange exchange) {
        return definitions.delete(exchange, () -> webhooks.delete(key(exchange), exchange.principal()));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        return Listing.byName(
                exchange,
                "webhooks",
                (after, limit) -> webhooks.list(exchange.tenant(), after, limit),
                state -> state.key().name(),
                WebhookJson::writeList);
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        return definitions.get(exchange, () -> webhooks.find(key(exchange)), WebhookRoutes::show);
    }

    private static HttpResponse show(Webhooks.View webhook) {
        return Answers.json(200, out -> WebhookJson.write(out, webhook));
    }

    /** As it is after a command. */
    private CompletionStage<HttpResponse> now(Exchange exchange) {
        return existing(exchange, webhook -> Answers.now(show(webhook)));
    }

    private CompletionStage<HttpResponse> existing(
            Exchange exchange, Function<Webhooks.View, CompletionStage<HttpResponse>> next) {
        return definitions.existing(exchange, webhooks.find(key(exchange)), next);
    }

    /** A body with these fields, of a webhook that there is. */
    private CompletionStage<HttpResponse> command(
            Exchange exchange, Function<Fields, Function<Webhooks.View, CompletionStage<HttpResponse>>> reading) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(json -> command(exchange, json, reading));
    }

    private CompletionStage<HttpResponse> command(
            Exchange exchange,
            JsonNode json,
            Function<Fields, Function<Webhooks.View, CompletionStage<HttpResponse>>> reading) {
        Fields fields = Fields.of(json);
        Function<Webhooks.View, CompletionStage<HttpResponse>> next = reading.apply(fields);
        Optional<Refusal> refusal = fields.refusal();
        return refusal.isPresent() ? exchange.refuse(refusal.get()) : existing(exchange, next);
    }

    private CompletionStage<HttpResponse> pause(Exchange exchange) {
        return command(exchange, fields -> {
            @Nullable String note = fields.text("note", NamedDefinitions.NOTE_CHARS_MAX);
            return webhook ->
                    webhooks.pause(key(exchange), note, exchange.principal()).thenCompose(done -> now(exchange));
        });
    }

    private CompletionStage<HttpResponse> resume(Exchange exchange) {
        return command(
                exchange,
                fields -> webhook ->
                        webhooks.resume(key(exchange), exchange.principal()).thenCompose(done -> now(exchange)));
    }

    private CompletionStage<HttpResponse> test(Exchange exchange) {
        return command(
                exchange,
                fields -> webhook -> webhooks.test(webhook)
                        .thenApply(tried -> Answers.json(200, out -> WebhookJson.write(out, tried))));
    }

    private CompletionStage<HttpResponse> replay(Exchange exchange) {
        return command(exchange, fields -> {
            @Nullable String delivery = fields.text("delivery", ID_CHARS_MAX);
            @Nullable Instant since = fields.instant("since");
            @Nullable String position = fields.text("position", ID_CHARS_MAX);
            Optional<FeedPosition> from = position == null ? Optional.empty() : FeedPosition.decode(position);
            if (position != null && from.isEmpty()) {
                fields.fault("position", "out-of-range", "must be a position of the feed of events");
            }
            if (Stream.of(delivery, since, position).filter(Objects::nonNull).count() != 1) {
                fields.fault("delivery", "missing", "must be there, or 'since', or 'position': exactly one of them");
            }
            return webhook -> {
                if (delivery != null) {
                    return replay(exchange, delivery);
                }
                CompletionStage<Boolean> begun = since != null
                        ? webhooks.replay(webhook.state(), since)
                        : webhooks.replay(webhook.state(), from.orElseThrow());
                return begun.thenCompose(done -> now(exchange));
            };
        });
    }

    private CompletionStage<HttpResponse> replay(Exchange exchange, String delivery) {
        return webhooks.replay(key(exchange), delivery)
                .thenCompose(found -> found
                        ? webhooks.delivery(key(exchange), delivery)
                                .thenApply(now -> now.isPresent()
                                        ? Answers.json(200, out -> WebhookJson.write(out, now.get()))
                                        : exchange.refusal(noDelivery(delivery)))
                        : exchange.refuse(noDelivery(delivery)));
    }

    private CompletionStage<HttpResponse> deliveries(Exchange exchange) {
        Parameters query = exchange.query();
        @Nullable String status = query.choice("status", STATUSES);
        @Nullable Cursor after = query.cursor("cursor");
        int limit = query.integer("limit", Listing.LIMIT_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : existing(
                        exchange,
                        webhook -> webhooks.deliveries(
                                        key(exchange),
                                        status == null ? null : WebhookDelivery.Status.of(status),
                                        after,
                                        limit)
                                .thenApply(page -> Answers.json(200, out -> WebhookJson.write(out, page))));
    }

    private CompletionStage<HttpResponse> delivery(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : existing(
                        exchange,
                        webhook -> webhooks.delivery(key(exchange), exchange.path(1))
                                .thenApply(found -> found.isPresent()
                                        ? Answers.json(200, out -> WebhookJson.write(out, found.get()))
                                        : exchange.refusal(noDelivery(exchange.path(1)))));
    }
}
