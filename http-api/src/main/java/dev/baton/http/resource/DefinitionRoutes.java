package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Page;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Looking at definitions: the same for workflows and for agents. */
final class DefinitionRoutes {

    private final String collection;
    private final String one;
    private final ErrorCode notFound;
    private final DefinitionStore store;
    private final DefinitionJson json;

    private DefinitionRoutes(
            String collection, String one, ErrorCode notFound, DefinitionStore store, DefinitionJson json) {
        this.collection = collection;
        this.one = one;
        this.notFound = notFound;
        this.store = store;
        this.json = json;
    }

    static DefinitionRoutes workflows(DefinitionStore store) {
        return new DefinitionRoutes("workflows", "workflow", ErrorCode.WORKFLOW_NOT_FOUND, store, DefinitionJson.PLAIN);
    }

    static DefinitionRoutes agents(DefinitionStore store, Circuits circuits, AgentLimiter limiter) {
        return new DefinitionRoutes(
                "agents",
                "agent",
                ErrorCode.AGENT_NOT_FOUND,
                store,
                new DefinitionJson(new DefinitionJson.Wellbeing(circuits, limiter)));
    }

    List<Route> routes() {
        String path = "/v1/" + collection;
        return List.of(
                Route.get(path, this::list),
                Route.get(path + "/{name}", this::latest),
                Route.get(path + "/{name}/versions", this::versions),
                Route.get(path + "/{name}/versions/{version}", this::version));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        return Listing.byName(
                exchange,
                collection,
                (after, limit) -> store.list(exchange.tenant(), after, limit),
                DefinitionRow::name,
                (out, shown) -> json.writeLatest(out, exchange.tenant(), shown));
    }

    private CompletionStage<HttpResponse> versions(Exchange exchange) {
        Parameters query = exchange.query();
        int before = query.integer("cursor", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        int limit = query.integer("limit", Listing.LIMIT_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        String name = exchange.path(0);
        return (Names.isOne(name)
                        ? store.versions(exchange.tenant(), name, before, limit + 1)
                        : CompletableFuture.<List<DefinitionRow>>completedFuture(List.of()))
                .thenApply(rows -> rows.isEmpty() && before == Integer.MAX_VALUE
                        ? exchange.refusal(notFound(name))
                        : Listing.part(
                                rows,
                                limit,
                                "versions",
                                last -> Integer.toString(last.version()),
                                DefinitionJson::writeList));
    }

    private CompletionStage<HttpResponse> latest(Exchange exchange) {
        String name = exchange.path(0);
        return show(
                exchange,
                notFound(name),
                (out, row) -> json.writeLatest(out, exchange.tenant(), row),
                Names.isOne(name)
                        ? store.latest(exchange.tenant(), name)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<HttpResponse> version(Exchange exchange) {
        String name = exchange.path(0);
        String version = exchange.path(1);
        Refusal unknown = Refusal.of(
                notFound,
                "There is no version " + version + " of a " + one + " " + name + ".",
                "GET /v1/" + collection + "/" + name + "/versions lists those that there are.");
        return show(
                exchange,
                unknown,
                DefinitionJson::write,
                Names.isOne(name) && version.matches("[1-9][0-9]{0,8}")
                        ? store.version(exchange.tenant(), name, Integer.parseInt(version))
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    @FunctionalInterface
    private interface Row {
        void to(JsonGenerator out, DefinitionRow row) throws IOException;
    }

    private static CompletionStage<HttpResponse> show(
            Exchange exchange, Refusal unknown, Row write, CompletionStage<Optional<DefinitionRow>> found) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : found.thenApply(row -> row.isPresent()
                        ? Answers.json(200, out -> write.to(out, row.get()))
                        : exchange.refusal(unknown));
    }

    private Refusal notFound(String name) {
        return Names.unknown(notFound, one, name);
    }
}
