package dev.baton.http.resource;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.trigger.TriggerDefinition;
import dev.baton.actors.trigger.Triggers;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/triggers}: which events from outside do what. */
final class TriggerRoutes {

    private final Triggers triggers;
    private final NamedDefinitions<TriggerDefinition> definitions;

    TriggerRoutes(Triggers triggers, Compiler compiler, Admission admission) {
        this.triggers = triggers;
        this.definitions = new NamedDefinitions<>(
                "Trigger",
                ErrorCode.TRIGGER_NOT_FOUND,
                Compiled::triggers,
                TriggerDefinition::name,
                compiler,
                admission);
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/triggers/{name}", Content.DEFINITION, this::put),
                Route.delete("/v1/triggers/{name}", this::delete),
                Route.get("/v1/triggers", this::list),
                Route.get("/v1/triggers/{name}", this::get));
    }

    static Refusal notFound(String name) {
        return Names.unknown(ErrorCode.TRIGGER_NOT_FOUND, "trigger", name);
    }

    private CompletionStage<HttpResponse> put(Exchange exchange) {
        return definitions.put(
                exchange,
                (definition, source, problems) -> triggers.apply(
                                exchange.tenant(), definition, source, exchange.principal())
                        .thenApply(applied -> definitions.applied(definition, applied.created(), problems, out -> {
                            out.writeStringField("name", applied.row().name());
                            out.writeNumberField("version", applied.row().version());
                            out.writeStringField("digest", applied.row().digest());
                            out.writeBooleanField("created", applied.created());
                            out.writeStringField(
                                    "url", "/v1/hooks/" + applied.row().name());
                        })));
    }

    private CompletionStage<HttpResponse> delete(Exchange exchange) {
        return definitions.delete(
                exchange, () -> triggers.delete(exchange.tenant(), exchange.path(0), exchange.principal()));
    }

    /** Deleted ones count for the limit: a page may hold fewer. */
    private CompletionStage<HttpResponse> list(Exchange exchange) {
        return Listing.byName(
                exchange,
                "triggers",
                (after, limit) -> triggers.list(exchange.tenant(), after, limit),
                DefinitionRow::name,
                (out, shown) -> DefinitionJson.writeList(
                        out, shown.stream().filter(Triggers::exists).toList()));
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        return definitions.get(
                exchange,
                () -> triggers.find(exchange.tenant(), exchange.path(0)),
                found -> Answers.json(200, out -> DefinitionJson.write(out, found)));
    }
}
