package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.Services;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Route;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.resource.EventPages;
import dev.baton.http.rpc.LiveAnswers;
import dev.baton.http.rpc.Message;
import dev.baton.http.rpc.Rpc;
import dev.baton.http.rpc.RpcError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code POST /mcp}: takes messages in, has them done, and sends what comes of it. */
public final class McpServer {

    static final int MISSING_CAPABILITY = -32021;

    /** A client that was away for longer begins anew. */
    static final Duration SESSION_MAX = Duration.ofDays(7);

    private static final String VERSION = "0.1.0";
    private static final String TTL = "ttlMs";
    private static final int LIST_TTL_MS = 5_000;
    private static final int DISCOVERY_TTL_MS = 60_000;
    private static final String INSTRUCTIONS = "Each tool is a workflow of Baton; a call is a run of it, which lasts"
            + " through crashes. A run that takes long can be read as the resource baton://runs/ and its id.";

    /** May be kept for a moment by the client that got them. */
    private static final Set<String> KEPT =
            Set.of("tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read");

    private final Envelope envelope;
    private final Tools tools;
    private final ToolCalls calls;
    private final TaskMethods tasks;
    private final RunResources resources;
    private final LiveAnswers live;
    private final Additions additions;

    public McpServer(Services services, RunWatches watches, Questions questions, LiveAnswers live) {
        this.envelope = new Envelope(services.seal());
        this.live = live;
        this.additions = services.additions();
        this.tools = new Tools(
                services.workflows(),
                services.definitions(),
                services.starts(),
                services.admission(),
                services.clock());
        this.calls = new ToolCalls(tools, services.runs(), watches, questions, services.seal());
        this.tasks = new TaskMethods(services.runs(), questions, calls);
        this.resources = new RunResources(services.runs(), services.runIndex(), new EventPages(services.history()));
    }

    public List<Route> routes() {
        return List.of(Route.post("/mcp", Route.Content.JSON, this::take));
    }

    private CompletionStage<HttpResponse> take(Exchange exchange) {
        return exchange.bytes(body -> switch (Message.read(body)) {
            case Message.Request request -> take(exchange, request);
            case Message.Notification ignored -> Answers.now(Answers.empty(202));
            case Message.Response response -> take(exchange, response);
            case Message.Malformed malformed -> Answers.now(Rpc.refusal(malformed.id(), malformed.error()));
        });
    }

    private CompletionStage<HttpResponse> take(Exchange exchange, Message.Response response) {
        if (response.result() != null && additions.takes(response.id().asText(), response.result())) {
            return Answers.now(Answers.empty(202));
        }
        return calls.elicited(exchange, response)
                .thenApply(problem ->
                        problem.map(error -> Rpc.refusal(response.id(), error)).orElseGet(() -> Answers.empty(202)));
    }

    private CompletionStage<HttpResponse> take(Exchange exchange, Message.Request request) {
        return switch (envelope.open(exchange, request)) {
            case Envelope.Opened.Refused refused -> Answers.now(Rpc.refusal(request.id(), refused.error()));
            case Envelope.Opened.Call opened ->
                handle(opened.call())
                        .exceptionally(failure -> new Answer.Refused(RpcError.of(Failures.refusal(failure))))
                        .thenApply(answer -> respond(opened.call(), answer));
        };
    }

    private CompletionStage<Answer> handle(McpCall call) {
        Optional<CompletionStage<Answer>> added =
                additions.answer(new Additions.Request(!call.stateless(), call.id(), call.method(), call.params()));
        if (added.isPresent()) {
            return added.get();
        }
        Optional<Function<McpCall, CompletionStage<Answer>>> method = method(call);
        return method.isPresent() ? method.get().apply(call) : Answer.refuse(RpcError.methodNotFound(call.method()));
    }

    private Optional<Function<McpCall, CompletionStage<Answer>>> method(McpCall call) {
        return switch (call.method()) {
            case "tools/list" -> Optional.of(tools::list);
            case "tools/call" -> Optional.of(calls::call);
            case "resources/list" -> Optional.of(resources::list);
            case "resources/templates/list" -> Optional.of(ignored -> Answer.now(RunResources.templates()));
            case "resources/read" -> Optional.of(resources::read);
            case "tasks/get" -> Optional.of(tasks::get);
            case "tasks/cancel" -> Optional.of(tasks::cancel);
            default -> call.stateless() ? statelessMethod(call.method()) : sessionMethod(call.method());
        };
    }

    private Optional<Function<McpCall, CompletionStage<Answer>>> statelessMethod(String name) {
        return switch (name) {
            case "server/discover" -> Optional.of(ignored -> Answer.now(discovery()));
            case "tasks/update" -> Optional.of(tasks::update);
            default -> Optional.empty();
        };
    }

    private Optional<Function<McpCall, CompletionStage<Answer>>> sessionMethod(String name) {
        return switch (name) {
            case Envelope.INITIALIZE -> Optional.of(this::welcome);
            case "ping" -> Optional.of(ignored -> Answer.now(JsonNodeFactory.instance.objectNode()));
            case "tasks/result" -> Optional.of(tasks::result);
            default -> Optional.empty();
        };
    }

    private ObjectNode discovery() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Era.SUPPORTED.forEach(result.putArray("supportedVersions")::add);
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        capabilities.putObject("extensions").putObject(Client.TASKS);
        additions.declare(capabilities, false);
        return result.put("instructions", INSTRUCTIONS)
                .put(TTL, DISCOVERY_TTL_MS)
                .put("cacheScope", "public");
    }

    private CompletionStage<Answer> welcome(McpCall call) {
        JsonNode wanted = call.params().path("protocolVersion");
        if (!wanted.isTextual()) {
            return Answer.refuse(RpcError.invalidParams("params.protocolVersion must be a version of the protocol."));
        }
        boolean known =
                Era.of(wanted.textValue()).filter(era -> era == Era.SESSIONS).isPresent();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("protocolVersion", known ? wanted.textValue() : Era.SESSIONS.version());
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        ObjectNode tasks = capabilities.putObject("tasks");
        tasks.putObject("cancel");
        tasks.putObject("requests").putObject("tools").putObject("call");
        additions.declare(capabilities, true);
        result.set("serverInfo", server());
        return Answer.now(result.put("instructions", INSTRUCTIONS));
    }

    private static ObjectNode server() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", "baton")
                .put("title", "Baton")
                .put("version", VERSION);
    }

    private HttpResponse respond(McpCall call, Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> refusal(call, refused.error());
            case Answer.Live speaker -> stream(call, speaker.speaker());
            case Answer.Result result -> {
                if (!call.params().has("cursor")) {
                    additions.list(call.method(), result.result());
                }
                HttpResponse response = Rpc.answer(200, result(call, result.result()));
                yield call.method().equals(Envelope.INITIALIZE)
                        ? response.addHeader(Answers.header(
                                Envelope.SESSION_HEADER,
                                envelope.session(call.params().path("capabilities"))))
                        : response;
            }
        };
    }

    /** With sessions, an error is an answer like any other; clients take another status for a fault of the connection. */
    private static HttpResponse refusal(McpCall call, RpcError error) {
        return call.stateless() ? Rpc.refusal(call.id(), error) : Rpc.answer(200, Rpc.error(call.id(), error));
    }

    private HttpResponse stream(McpCall call, LiveAnswers.Speaker speaker) {
        HttpResponse response = live.open(speaker);
        if (response == null) {
            speaker.closed(false);
            return refusal(call, RpcError.of(live.full()));
        }
        return response;
    }

    /** The whole message, with what each result of its version carries. */
    static ObjectNode result(McpCall call, ObjectNode result) {
        if (call.stateless()) {
            if (!result.has("resultType")) {
                result.put("resultType", "complete");
            }
            if (KEPT.contains(call.method())) {
                result.put(TTL, LIST_TTL_MS).put("cacheScope", "private");
            }
            result.withObjectProperty("_meta").set("io.modelcontextprotocol/serverInfo", server());
        }
        return Rpc.result(call.id(), result);
    }
}
