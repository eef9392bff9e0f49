package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunKey;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.resource.Admission;
import dev.baton.http.resource.RunIds;
import dev.baton.http.rpc.RpcError;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The published workflows as tools: what there is, and the start of a run. */
final class Tools {

    private static final int PAGE = 100;

    /** Where the input stands of a workflow that does not take an object. */
    private static final String INPUT = "input";

    /** Nobody can repeat such a call. */
    private static final String UNNAMED = "unnamed";

    private final DefinitionStore workflows;
    private final Definitions definitions;
    private final WorkflowStarts starts;
    private final Admission admission;
    private final InstantSource clock;

    Tools(
            DefinitionStore workflows,
            Definitions definitions,
            WorkflowStarts starts,
            Admission admission,
            InstantSource clock) {
        this.workflows = workflows;
        this.definitions = definitions;
        this.starts = starts;
        this.admission = admission;
        this.clock = clock;
    }

    CompletionStage<Answer> list(McpCall call) {
        JsonNode cursor = call.params().path("cursor");
        if (!cursor.isMissingNode() && !cursor.isTextual()) {
            return Answer.refuse(RpcError.invalidParams("params.cursor must be the nextCursor of the page before."));
        }
        return workflows.list(call.tenant(), cursor.textValue(), PAGE).thenApply(rows -> {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            rows.forEach(row -> result.withArray("tools").add(tool(call, row)));
            result.withArray("tools");
            if (rows.size() == PAGE) {
                result.put("nextCursor", rows.getLast().name());
            }
            return new Answer.Result(result);
        });
    }

    private static ObjectNode tool(McpCall call, DefinitionRow row) {
        JsonNode definition = Json.stored(row.canonical());
        JsonNode input = definition.at("/spec/input");
        ObjectNode tool = JsonNodeFactory.instance.objectNode();
        tool.put("name", row.name());
        tool.put("description", definition.at("/metadata/description").asText("Runs the workflow " + row.name() + "."));
        tool.set("inputSchema", arguments(input));
        if (!call.stateless()) {
            tool.putObject("execution").put("taskSupport", "optional");
        }
        tool.putObject("_meta").put("dev.baton/version", row.version()).put("dev.baton/digest", row.digest());
        return tool;
    }

    /** Arguments are always an object. */
    private static JsonNode arguments(JsonNode input) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (input.isMissingNode() || takesObject(input)) {
            return input.isObject() ? schema.setAll((ObjectNode) input) : schema;
        }
        schema.putObject("properties").set(INPUT, input);
        schema.putArray("required").add(INPUT);
        return schema;
    }

    /** Any value is taken by a schema that says nothing of the type; an object will do. */
    private static boolean takesObject(JsonNode input) {
        JsonNode type = input.path("type");
        return input.isObject() && (type.isMissingNode() || type.asText().equals("object"));
    }

    private static JsonNode input(WorkflowDefinition workflow, JsonNode arguments) {
        @Nullable SchemaCheck schema = workflow.input();
        return schema == null || takesObject(schema.schema())
                ? arguments
                : arguments.path(INPUT).isMissingNode() ? JsonNodeFactory.instance.nullNode() : arguments.get(INPUT);
    }

    private static JsonNode schema(Definitions.Version workflow) {
        SchemaCheck input = workflow.definition().input();
        return input == null ? MissingNode.getInstance() : input.schema();
    }

    /** What came of the wish to start a run. */
    sealed interface Begun {
        record Started(RunKey run) implements Begun {}

        /** Whoever made the call can mend it. */
        record Unfit(String why) implements Begun {}

        record Refused(RpcError error) implements Begun {}
    }

    CompletionStage<Begun> begin(McpCall call) {
        String name = call.text("name");
        JsonNode given = call.params().path("arguments");
        Optional<Definitions.Version> workflow = definitions.latest(call.tenant(), name);
        if (workflow.isEmpty()) {
            return refused(
                    RpcError.invalidParams("There is no tool \"" + name + "\"; tools/list names those there are."));
        }
        if (!given.isMissingNode() && !given.isObject()) {
            return refused(RpcError.invalidParams("params.arguments must be an object."));
        }
        @Nullable RpcError mismatch = call.stateless() ? Envelope.mirrored(call, schema(workflow.get())) : null;
        if (mismatch != null) {
            return refused(mismatch);
        }
        @Nullable String key = call.exchange().header("Idempotency-Key");
        Optional<Refusal> refusal = RunIds.badKey(key).or(() -> admission.ofStart(call.tenant(), call.principal()));
        if (refusal.isPresent()) {
            return refused(RpcError.of(refusal.get()));
        }
        JsonNode input =
                input(workflow.get().definition(), given.isObject() ? given : JsonNodeFactory.instance.objectNode());
        RunKey run = new RunKey(call.tenant(), RunIds.given(call.tenant(), null, key, clock.instant()));
        String digest = key == null
                ? UNNAMED
                : CanonicalJson.digest(JsonNodeFactory.instance
                        .objectNode()
                        .put("workflow", name)
                        .set("input", input));
        WorkflowStarts.Wanted wanted = new WorkflowStarts.Wanted(run, name, null, input, Map.of(), digest);
        return starts.start(wanted, call.principal(), "mcp").thenApply(result -> begun(run, result));
    }

    private static Begun begun(RunKey run, WorkflowStarts.Result result) {
        return switch (result) {
            case WorkflowStarts.Result.Started ignored -> new Begun.Started(run);
            case WorkflowStarts.Result.NoWorkflow none -> new Begun.Refused(RpcError.invalidParams(none.message()));
            case WorkflowStarts.Result.InvalidInput invalid -> new Begun.Unfit(unfit(invalid.violations()));
            case WorkflowStarts.Result.Refused refused ->
                new Begun.Refused(RpcError.of(Failures.refusal(refused.rejection())));
        };
    }

    private static String unfit(List<String> violations) {
        return "The arguments do not match the tool's inputSchema: " + String.join("; ", violations);
    }

    private static CompletionStage<Begun> refused(RpcError error) {
        return CompletableFuture.completedFuture(new Begun.Refused(error));
    }
}
