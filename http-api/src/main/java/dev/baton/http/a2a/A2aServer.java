package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.config.ApiSettings;
import dev.baton.http.Services;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Handler;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Route;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.rpc.LiveAnswers;
import dev.baton.http.rpc.Message;
import dev.baton.http.rpc.Rpc;
import dev.baton.http.rpc.RpcError;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.jspecify.annotations.Nullable;

/** {@code /a2a/{workflow}} and {@code /a2a/agents/{agent}}: the card, and both bindings of the protocol below it. */
public final class A2aServer {

    private static final String VERSION_HEADER = "A2A-Version";
    private static final String VERSION = "1.0";
    private static final String OLD_VERSION = "0.3";
    private static final String CARD_MAX_AGE = "public, max-age=60";

    private static final ContentType A2A_JSON = MediaTypes.applicationWithFixedCharset("a2a+json", HttpCharsets.UTF_8)
            .toContentType();

    private final Directory directory;
    private final ApiSettings settings;
    private final Agents agents;
    private final LiveAnswers live;

    private A2aServer(Directory directory, ApiSettings settings, Agents agents, LiveAnswers live) {
        this.directory = directory;
        this.settings = settings;
        this.agents = agents;
        this.live = live;
    }

    public static List<Route> routes(
            Services services, ApiSettings settings, RunWatches watches, Questions questions, LiveAnswers live) {
        Agents agents = new Agents(services, settings, watches, questions);
        return Stream.of(
                        new PublishedWorkflows(services.definitions()),
                        new Gateway(services.catalog(), services.definitions()))
                .flatMap(directory -> new A2aServer(directory, settings, agents, live).routes().stream())
                .toList();
    }

    private List<Route> routes() {
        String agent = directory.path() + "/{name}";
        String task = agent + "/tasks/{id}";
        String configs = task + "/pushNotificationConfigs";
        String config = configs + "/{configid}";
        return List.of(
                Route.get(agent + "/.well-known/agent-card.json", this::card),
                Route.post(agent, Route.Content.JSON, this::rpc),
                Route.post(agent + "/message:send", Route.Content.JSON, withBody(agents::send)),
                Route.post(agent + "/message:stream", Route.Content.JSON, withBody(agents::stream)),
                Route.get(agent + "/tasks", exchange -> rest(exchange, query(exchange), agents::list)),
                Route.get(task, exchange -> rest(exchange, query(exchange), agents::get)),
                Route.post(task + ":cancel", Route.Content.JSON_OR_NOTHING, withBody(agents::cancel)),
                Route.get(task + ":subscribe", exchange -> rest(exchange, Agents.none(), agents::subscribe)),
                Route.post(task + ":subscribe", Route.Content.JSON_OR_NOTHING, withBody(agents::subscribe)),
                Route.get(
                        agent + "/extendedAgentCard", exchange -> rest(exchange, Agents.none(), agents::extendedCard)),
                Route.post(configs, Route.Content.JSON, withBody(agents::createPush)),
                Route.get(configs, exchange -> rest(exchange, query(exchange), agents::listPushes)),
                Route.get(config, exchange -> rest(exchange, Agents.none(), agents::getPush)),
                Route.delete(config, exchange -> rest(exchange, Agents.none(), agents::deletePush)));
    }

    private Optional<Listed> agent(Exchange exchange) {
        return directory.find(exchange.tenant(), exchange.path(0));
    }

    private Fault nobody(Exchange exchange) {
        return Fault.of(
                Fault.Kind.AGENT_NOT_FOUND,
                "There is no agent " + exchange.path(0) + ": " + directory.condition() + ".");
    }

    private CompletionStage<HttpResponse> card(Exchange exchange) {
        Optional<Listed> agent = agent(exchange);
        if (agent.isEmpty()) {
            return answered(refusal(exchange, nobody(exchange)));
        }
        ObjectNode card = Card.of(agent.get(), url(exchange));
        String etag = "\"" + CanonicalJson.digest(card) + "\"";
        ObjectNode signed = agents.signature().sign(card);
        return answered(Answers.json(200, out -> out.writeTree(signed))
                .removeHeader("Cache-Control")
                .addHeader(Answers.header("Cache-Control", CARD_MAX_AGE))
                .addHeader(Answers.header("ETag", etag)));
    }

    private String url(Exchange exchange) {
        String here = settings.publicUrl().isEmpty()
                ? "http://" + Objects.requireNonNullElse(exchange.header("Host"), "localhost")
                : settings.publicUrl();
        return here + directory.path() + "/" + exchange.path(0);
    }

    private Ask ask(Exchange exchange, Listed agent, boolean old, ObjectNode params) {
        return new Ask(exchange, directory, agent, url(exchange), old, params);
    }

    private static CompletionStage<HttpResponse> answered(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    // HTTP+JSON

    private Handler withBody(Function<Ask, CompletionStage<Outcome>> operation) {
        return exchange -> exchange.bytes(bytes -> {
            if (bytes.isEmpty()) {
                return rest(exchange, Agents.none(), operation);
            }
            return switch (Json.parse(bytes)) {
                case Json.Parsed.Of of when of.json() instanceof ObjectNode body -> rest(exchange, body, operation);
                case Json.Parsed.Of ignored ->
                    answered(refusal(exchange, Fault.invalid("The body must be an object.")));
                case Json.Parsed.Not not -> answered(refusal(exchange, Fault.of(not.refusal())));
            };
        });
    }

    /** Texts of a query, as what they mean. */
    private static ObjectNode query(Exchange exchange) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        exchange.query().all().forEach((name, values) -> {
            String value = values.getFirst();
            if (!Listing.PARAMETERS.contains(name)) {
                return;
            }
            if (value.matches("[0-9]{1,9}") && name.matches("pageSize|historyLength")) {
                params.put(name, Integer.parseInt(value));
            } else {
                params.put(name, value);
            }
        });
        return params;
    }

    private CompletionStage<HttpResponse> rest(
            Exchange exchange, ObjectNode params, Function<Ask, CompletionStage<Outcome>> operation) {
        String version = Objects.requireNonNullElse(exchange.header(VERSION_HEADER), VERSION);
        Optional<Listed> agent = agent(exchange);
        if (!version.startsWith(VERSION)) {
            return answered(refusal(exchange, unspoken(version)));
        }
        if (agent.isEmpty()) {
            return answered(refusal(exchange, nobody(exchange)));
        }
        place(exchange, params);
        return outcome(operation, ask(exchange, agent.get(), false, params)).thenApply(outcome -> switch (outcome) {
            case Outcome.Done done -> json(exchange, 200, done.result());
            case Outcome.Failed failed -> refusal(exchange, failed.fault());
            case Outcome.Updates updates ->
                stream(updates.speaker(), UnaryOperator.identity(), full -> refusal(exchange, full));
        });
    }

    /** What the path names. A new configuration may bring an id of its own. */
    private static void place(Exchange exchange, ObjectNode params) {
        if (exchange.pathSize() > 1) {
            params.put("taskId", exchange.path(1));
            if (exchange.pathSize() > 2) {
                params.put("id", exchange.path(2));
            } else if (!params.has("url")) {
                params.put("id", exchange.path(1));
            }
        }
    }

    private static HttpResponse json(Exchange exchange, int status, JsonNode body) {
        String accept = Objects.requireNonNullElse(exchange.header("Accept"), "");
        ContentType type = accept.contains("a2a+json") ? A2A_JSON : ContentTypes.APPLICATION_JSON;
        return Answers.bytes(status, type, Json.write(out -> out.writeTree(body)));
    }

    private static HttpResponse refusal(Exchange exchange, Fault fault) {
        HttpResponse response = json(exchange, fault.status(), fault.rest());
        return fault.retryAfter() == null ? response : response.addHeader(Answers.retryAfter(fault.retryAfter()));
    }

    private static Fault unspoken(String version) {
        return Fault.of(
                Fault.Kind.VERSION_NOT_SUPPORTED,
                "Version " + version + " is not spoken here; " + VERSION + " and " + OLD_VERSION + " are.");
    }

    // JSON-RPC

    private CompletionStage<HttpResponse> rpc(Exchange exchange) {
        return exchange.bytes(body -> switch (Message.read(body)) {
            case Message.Request request -> rpc(exchange, request);
            case Message.Notification ignored -> answered(Answers.empty(202));
            case Message.Response ignored ->
                answered(Rpc.answer(
                        200,
                        Rpc.error(
                                JsonNodeFactory.instance.nullNode(),
                                RpcError.invalidRequest("Nothing was asked: send a request."))));
            case Message.Malformed malformed -> answered(Rpc.answer(200, Rpc.error(malformed.id(), malformed.error())));
        });
    }

    private CompletionStage<HttpResponse> rpc(Exchange exchange, Message.Request request) {
        String version =
                Objects.requireNonNullElse(exchange.header(VERSION_HEADER), "").strip();
        boolean old = version.isEmpty() || version.startsWith(OLD_VERSION);
        Optional<Listed> agent = agent(exchange);
        if (!old && !version.startsWith(VERSION)) {
            return answered(rpcRefusal(request, unspoken(version)));
        }
        if (agent.isEmpty()) {
            return answered(rpcRefusal(request, nobody(exchange)));
        }
        Optional<Function<Ask, CompletionStage<Outcome>>> operation =
                old ? agents.oldMethod(request.method()) : agents.newMethod(request.method());
        if (operation.isEmpty()) {
            return answered(rpcRefusal(
                    request,
                    Fault.of(
                            Fault.Kind.METHOD_NOT_FOUND,
                            "There is no method " + request.method() + " in version " + (old ? OLD_VERSION : VERSION)
                                    + (version.isEmpty() ? ", which is meant without the header A2A-Version" : "")
                                    + ".")));
        }
        ObjectNode params = old ? OldForm.params(request.params()) : request.params();
        UnaryOperator<JsonNode> form = old ? OldForm::result : UnaryOperator.identity();
        return outcome(operation.get(), ask(exchange, agent.get(), old, params)).thenApply(outcome -> switch (outcome) {
            case Outcome.Done done -> Rpc.answer(200, Rpc.result(request.id(), form.apply(done.result())));
            case Outcome.Failed failed -> rpcRefusal(request, failed.fault());
            case Outcome.Updates updates ->
                stream(
                        updates.speaker(),
                        update -> Rpc.result(request.id(), form.apply(update)),
                        full -> rpcRefusal(request, full));
        });
    }

    private static HttpResponse rpcRefusal(Message.Request request, Fault fault) {
        return Rpc.refusal(request.id(), fault.rpc());
    }

    private static CompletionStage<Outcome> outcome(Function<Ask, CompletionStage<Outcome>> operation, Ask ask) {
        return operation.apply(ask).exceptionally(failure -> new Outcome.Failed(Fault.of(Failures.refusal(failure))));
    }

    private HttpResponse stream(
            LiveAnswers.Speaker speaker, UnaryOperator<JsonNode> form, Function<Fault, HttpResponse> refused) {
        HttpResponse response = live.open(new LiveAnswers.Speaker() {
            @Override
            public CompletionStage<Optional<JsonNode>> next() {
                return speaker.next().thenApply(message -> message.map(form));
            }

            @Override
            public @Nullable String place() {
                return speaker.place();
            }

            @Override
            public void closed(boolean left) {
                speaker.closed(left);
            }
        });
        if (response == null) {
            speaker.closed(false);
            return refused.apply(Fault.of(live.full()));
        }
        return response;
    }
}
