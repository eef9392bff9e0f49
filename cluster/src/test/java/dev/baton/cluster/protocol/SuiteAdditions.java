package dev.baton.cluster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.mcp.Additions;
import dev.baton.http.mcp.Answer;
import dev.baton.http.rpc.LiveAnswers;
import dev.baton.http.rpc.Rpc;
import dev.baton.http.rpc.RpcError;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the conformance suite of MCP wants every server to have and a server of workflows has nothing for: prompts, texts,
 * logging, and tools that want something of the client that no workflow wants. The texts are in {@code additions.json}.
 */
final class SuiteAdditions implements Additions {

    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    private static final int MISSING_CAPABILITY = -32021;

    /** What a client declares if it can be asked so. */
    private static final Map<String, String> CAPABILITY =
            Map.of("elicitation/create", "elicitation", "sampling/createMessage", "sampling", "roots/list", "roots");

    private final JsonNode texts;
    private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    static SuiteAdditions read() throws IOException {
        try (var in = Objects.requireNonNull(SuiteAdditions.class.getResourceAsStream("/mcp/additions.json"))) {
            return new SuiteAdditions(new ObjectMapper().readTree(in));
        }
    }

    private SuiteAdditions(JsonNode texts) {
        this.texts = texts;
    }

    @Override
    public void declare(ObjectNode capabilities, boolean sessions) {
        capabilities.putObject("prompts");
        capabilities.putObject("completions");
        if (sessions) {
            capabilities.putObject("logging");
            capabilities.withObjectProperty("resources").put("subscribe", true);
        }
    }

    @Override
    public void list(String method, ObjectNode result) {
        if (texts.path("lists").has(method) && !method.equals("prompts/list")) {
            texts.path("lists")
                    .path(method)
                    .forEach(
                            result.withArray(method.contains("templates") ? "resourceTemplates" : member(method))::add);
        }
    }

    private static String member(String method) {
        return method.substring(0, method.indexOf('/'));
    }

    @Override
    public Optional<CompletionStage<Answer>> answer(Request request) {
        ObjectNode params = request.params();
        return switch (request.method()) {
            case "prompts/list" -> {
                ObjectNode result = object();
                result.set("prompts", texts.at("/lists/prompts~1list"));
                yield Optional.of(Answer.now(result));
            }
            case "prompts/get" -> Optional.of(prompt(params));
            case "completion/complete" -> {
                ObjectNode result = object();
                result.putObject("completion").put("hasMore", false).putArray("values");
                yield Optional.of(Answer.now(result));
            }
            case "resources/read" -> contents(params.path("uri").asText());
            case "tools/call" -> tool(request, params.path("name").asText());
            default -> request.sessions() ? inSession(request) : Optional.empty();
        };
    }

    private Optional<CompletionStage<Answer>> inSession(Request request) {
        String uri = request.params().path("uri").asText();
        return switch (request.method()) {
            case "logging/setLevel" -> Optional.of(Answer.now(object()));
            case "resources/subscribe" ->
                Optional.of(
                        texts.path("contents").has(uri) && (watched.add(uri) || watched.contains(uri))
                                ? Answer.now(object())
                                : unknown(uri));
            case "resources/unsubscribe" -> Optional.of(watched.remove(uri) ? Answer.now(object()) : unknown(uri));
            default -> Optional.empty();
        };
    }

    private static CompletionStage<Answer> unknown(String what) {
        return Answer.refuse(RpcError.invalidParams("There is no " + what + "."));
    }

    private CompletionStage<Answer> prompt(ObjectNode params) {
        String name = params.path("name").asText();
        JsonNode parts = texts.path("prompts").path(name);
        if (parts.isMissingNode()) {
            return unknown(name);
        }
        Optional<ObjectNode> question = question(name, params);
        if (question.isPresent()) {
            return Answer.now(question.get());
        }
        ObjectNode result = object();
        for (JsonNode part : parts) {
            result.withArray("messages")
                    .addObject()
                    .put("role", "user")
                    .set("content", filled(part, params.path("arguments")));
        }
        return Answer.now(result);
    }

    private static JsonNode filled(JsonNode part, JsonNode arguments) {
        ObjectNode filled = part.deepCopy();
        part.properties().forEach(member -> {
            if (member.getValue().isObject()) {
                filled.set(member.getKey(), filled(member.getValue(), arguments));
            } else {
                String text = member.getValue().asText();
                for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
                    text = text.replace(
                            "{" + argument.getKey() + "}", argument.getValue().asText());
                }
                filled.put(member.getKey(), text);
            }
        });
        return filled;
    }

    /** What the client has to find out first, of what it can; empty if it has. */
    private Optional<ObjectNode> question(String name, ObjectNode params) {
        ObjectNode result = object().put("resultType", "input_required").put("requestState", name);
        JsonNode able = params.path("_meta").path(CAPABILITIES);
        texts.path("asks").path(name).properties().forEach(ask -> {
            boolean possible =
                    able.has(CAPABILITY.get(ask.getValue().path("method").asText()));
            if (possible && !params.path("inputResponses").has(ask.getKey())) {
                result.withObjectProperty("inputRequests").set(ask.getKey(), ask.getValue());
            }
        });
        return result.has("inputRequests") ? Optional.of(result) : Optional.empty();
    }

    private Optional<CompletionStage<Answer>> contents(String uri) {
        JsonNode content = texts.path("contents").path(uri);
        if (content.isMissingNode()) {
            return Optional.empty();
        }
        ObjectNode result = object();
        result.putArray("contents").add(content.<ObjectNode>deepCopy().put("uri", uri));
        return Optional.of(Answer.now(result));
    }

    private Optional<CompletionStage<Answer>> tool(Request request, String name) {
        if (texts.path("asks").has(name)) {
            return Optional.of(Answer.now(question(name, request.params()).orElseGet(() -> said("Thank you."))));
        }
        return switch (name) {
            case "test_missing_capability" ->
                Optional.of(
                        request.params().path("_meta").path(CAPABILITIES).has("sampling")
                                ? Answer.now(said("It can."))
                                : Answer.refuse(unable()));
            case "test_tool_with_logging" ->
                Optional.of(talk(List.of(
                        () -> now(log("Tool execution started")),
                        () -> now(log("Tool processing data")),
                        () -> now(log("Tool execution completed")),
                        () -> now(Rpc.result(request.id(), said("done"))))));
            case "test_sampling" -> Optional.of(sample(request));
            default -> Optional.empty();
        };
    }

    private static RpcError unable() {
        ObjectNode data = object();
        data.putObject("requiredCapabilities").putObject("sampling");
        return RpcError.with(400, MISSING_CAPABILITY, "The client has not declared sampling.", data);
    }

    private CompletionStage<Answer> sample(Request request) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        asked.put(id, reply);
        ObjectNode params = object().put("maxTokens", 100);
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", request.params().at("/arguments/prompt").asText());
        return talk(List.of(
                () -> now(Rpc.request(id, "sampling/createMessage", params)),
                () -> reply.thenApply(result -> Rpc.result(
                        request.id(),
                        said("LLM response: " + result.at("/content/text").asText())))));
    }

    @Override
    public boolean takes(String id, JsonNode result) {
        CompletableFuture<JsonNode> reply = asked.remove(id);
        return reply != null && reply.complete(result);
    }

    private static CompletionStage<Answer> talk(List<Supplier<CompletionStage<JsonNode>>> messages) {
        Iterator<Supplier<CompletionStage<JsonNode>>> left = messages.iterator();
        return CompletableFuture.completedFuture(new Answer.Live(new LiveAnswers.Speaker() {
            @Override
            public CompletionStage<Optional<JsonNode>> next() {
                return left.hasNext()
                        ? left.next().get().thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public void closed(boolean early) {}
        }));
    }

    private static CompletionStage<JsonNode> now(JsonNode message) {
        return CompletableFuture.completedFuture(message);
    }

    private static JsonNode log(String text) {
        return Rpc.notification(
                "notifications/message", object().put("level", "info").put("data", text));
    }

    private static ObjectNode said(String text) {
        ObjectNode result = object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
