package dev.baton.http.resource;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.Page;
import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.trigger.Triggers;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/triggers}: which events from outside do what. */
final class TriggerRoutes {

    private static final int PAGE_USUAL = 50;

    private final Triggers triggers;
    private final Compiler compiler;
    private final Admission admission;

    TriggerRoutes(Triggers triggers, Compiler compiler, Admission admission) {
        this.triggers = triggers;
        this.compiler = compiler;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/triggers/{name}", Content.DEFINITION, this::put),
                Route.delete("/v1/triggers/{name}", this::delete),
                Route.get("/v1/triggers", this::list),
                Route.get("/v1/triggers/{name}", this::get));
    }

    static Refusal notFound(String name) {
        return Refusal.of(
                ErrorCode.TRIGGER_NOT_FOUND,
                "There is no trigger " + name + ".",
                "GET /v1/triggers lists those that there are.");
    }

    private CompletionStage<HttpResponse> put(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.text(source -> compiler.compile(exchange.tenant(), source)
                        .thenCompose(compiled -> put(exchange, source, compiled)));
    }

    private CompletionStage<HttpResponse> put(Exchange exchange, String source, Compiled compiled) {
        Optional<Refusal> refusal = Compiler.refusal(compiled)
                .or(() -> Compiler.alone(
                        exchange.path(0),
                        "trigger",
                        compiled.triggers().stream()
                                .map(TriggerDefinition::name)
                                .toList(),
                        compiled.size() - compiled.triggers().size()));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : triggers.apply(exchange.tenant(), compiled.triggers().getFirst(), source, exchange.principal())
                        .thenApply(applied -> Answers.json(applied.created() ? 201 : 200, out -> {
                                    out.writeStartObject();
                                    out.writeStringField("kind", "Trigger");
                                    out.writeStringField("name", applied.row().name());
                                    out.writeNumberField(
                                            "version", applied.row().version());
                                    out.writeStringField("digest", applied.row().digest());
                                    out.writeBooleanField("created", applied.created());
                                    out.writeStringField(
                                            "url", "/v1/hooks/" + applied.row().name());
                                    DefinitionJson.writeProblems(out, "warnings", compiled.problems());
                                    out.writeEndObject();
                                })
                                .addHeader(Answers.header(
                                        "Location",
                                        "/v1/triggers/" + applied.row().name())));
    }

    private CompletionStage<HttpResponse> delete(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        String name = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : triggers.delete(exchange.tenant(), name, exchange.principal())
                        .thenApply(deleted -> deleted
                                ? Answers.json(200, out -> {
                                    out.writeStartObject();
                                    out.writeStringField("name", name);
                                    out.writeBooleanField("deleted", true);
                                    out.writeEndObject();
                                })
                                : exchange.refusal(notFound(name)));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        Parameters query = exchange.query();
        @Nullable String after = query.text("cursor");
        int limit = query.integer("limit", PAGE_USUAL, 1, Page.LIMIT_MAX);
        if (after != null && !Names.isOne(after)) {
            query.fault("cursor", "out-of-range", "must be the 'next' of an earlier page");
        }
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : triggers.list(exchange.tenant(), after, limit + 1).thenApply(rows -> page(rows, limit));
    }

    /** Deleted ones count for the limit: a page may hold fewer. */
    private static HttpResponse page(List<DefinitionRow> rows, int limit) {
        boolean more = rows.size() > limit;
        List<DefinitionRow> shown = more ? rows.subList(0, limit) : rows;
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeFieldName("triggers");
            DefinitionJson.writeList(
                    out, shown.stream().filter(Triggers::exists).toList());
            if (more) {
                out.writeStringField("next", shown.getLast().name());
            }
            out.writeEndObject();
        });
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        String name = exchange.path(0);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : triggers.find(exchange.tenant(), name)
                        .thenApply(found -> found.isPresent()
                                ? Answers.json(200, out -> DefinitionJson.write(out, found.get()))
                                : exchange.refusal(notFound(name)));
    }
}
