package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.port.Page;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Route.Content;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/schedules}: what starts runs at certain times. */
final class ScheduleRoutes {

    private final Schedules schedules;
    private final Admission admission;
    private final NamedDefinitions<ScheduleDefinition> definitions;
    private final ScheduleAnswers answers;
    private final ScheduleVerbs verbs;

    ScheduleRoutes(Schedules schedules, Compiler compiler, Admission admission, InstantSource clock) {
        this.schedules = schedules;
        this.admission = admission;
        this.definitions = new NamedDefinitions<>(
                "Schedule",
                ErrorCode.SCHEDULE_NOT_FOUND,
                Compiled::schedules,
                ScheduleDefinition::name,
                compiler,
                admission);
        this.answers = new ScheduleAnswers(schedules, definitions);
        this.verbs = new ScheduleVerbs(answers, admission, clock);
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.put("/v1/schedules/{name}", Content.DEFINITION, this::put),
                Route.delete("/v1/schedules/{name}", this::delete),
                Route.get("/v1/schedules", this::list),
                Route.get("/v1/schedules/{name}", this::get),
                Route.get("/v1/schedules/{name}/events", this::events)));
        routes.addAll(verbs.routes());
        return routes;
    }

    private CompletionStage<HttpResponse> put(Exchange exchange) {
        return definitions.put(
                exchange,
                (definition, source, problems) ->
                        answers.tell(exchange, new ScheduleCommand.Apply(definition, source), done -> {
                            boolean created = done.changed()
                                    && done.state()
                                            .definition()
                                            .createdAt()
                                            .equals(done.state().definition().at());
                            return definitions.applied(definition, created, problems, out -> {
                                ScheduleJson.writeHead(out, done.state());
                                out.writeBooleanField("changed", done.changed());
                            });
                        }));
    }

    private CompletionStage<HttpResponse> delete(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : answers.tell(
                        exchange,
                        new ScheduleCommand.Delete(),
                        done -> NamedDefinitions.deleted(done.state().key().name()));
    }

    private CompletionStage<HttpResponse> list(Exchange exchange) {
        return Listing.byName(
                exchange,
                "schedules",
                (after, limit) -> schedules.list(exchange.tenant(), after, limit),
                state -> state.key().name(),
                ScheduleRoutes::writeList);
    }

    private static void writeList(JsonGenerator out, List<ScheduleState> shown) throws IOException {
        out.writeStartArray();
        for (ScheduleState state : shown) {
            out.writeStartObject();
            ScheduleJson.writeHead(out, state);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        return definitions.get(exchange, () -> schedules.get(ScheduleAnswers.key(exchange)), answers::show);
    }

    private CompletionStage<HttpResponse> events(Exchange exchange) {
        Parameters query = exchange.query();
        long before = query.number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = query.integer("limit", Listing.LIMIT_USUAL, 1, Page.LIMIT_MAX);
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : schedules
                        .history(ScheduleAnswers.key(exchange), before, limit + 1)
                        .thenApply(changes -> changes.isEmpty() && before == Long.MAX_VALUE
                                ? exchange.refusal(definitions.unknown(exchange.path(0)))
                                : events(changes, limit));
    }

    /** A page holds whole changes: the limit is on them. */
    private static HttpResponse events(List<ScheduleChange> changes, int limit) {
        return Listing.part(
                changes, limit, "events", last -> Long.toString(last.firstEvent()), ScheduleRoutes::writeEvents);
    }

    private static void writeEvents(JsonGenerator out, List<ScheduleChange> shown) throws IOException {
        out.writeStartArray();
        for (ScheduleChange change : shown) {
            ScheduleJson.writeEvents(out, change);
        }
        out.writeEndArray();
    }
}
