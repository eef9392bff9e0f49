package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.follow.Seal;
import dev.baton.http.rpc.Message;
import dev.baton.http.rpc.RpcError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code tools/call}: a run that ends at once is answered at once. One that asks something makes the client ask its user;
 * one that takes a while becomes a task if the client knows tasks, else the answer comes as a stream.
 */
final class ToolCalls {

    /** What ends within this time was quick. */
    private static final Duration QUICK = Duration.ofMillis(800);

    /** A client may take so long to answer what a run asks. */
    private static final Duration ANSWER_MAX = Duration.ofDays(30);

    private static final String STATE = "mcp-request-state";
    private static final String ELICITATION = "mcp-elicitation";
    private static final String STATE_FIELD = "requestState";
    private static final String RESPONSES = "inputResponses";

    private final Tools tools;
    private final Runs runs;
    private final RunWatches watches;
    private final Questions questions;
    private final Seal seal;

    ToolCalls(Tools tools, Runs runs, RunWatches watches, Questions questions, Seal seal) {
        this.tools = tools;
        this.runs = runs;
        this.watches = watches;
        this.questions = questions;
        this.seal = seal;
    }

    CompletionStage<Answer> call(McpCall call) {
        if (!call.params().path("name").isTextual()) {
            return Answer.refuse(RpcError.invalidParams("params.name must be the name of a tool."));
        }
        JsonNode state = call.params().path(STATE_FIELD);
        if (!state.isMissingNode()) {
            return goOn(call, state);
        }
        JsonNode responses = call.params().path(RESPONSES);
        if (!responses.isMissingNode() && !responses.isObject()) {
            return Answer.refuse(RpcError.invalidParams("params.inputResponses must be an object."));
        }
        return tools.begin(call).thenCompose(begun -> switch (begun) {
            case Tools.Begun.Started started ->
                responses.isEmpty() ? started(call, started.run()) : answered(call, started.run(), responses);
            case Tools.Begun.Unfit unfit -> Answer.now(ToolResults.refused(unfit.why()));
            case Tools.Begun.Refused refused -> Answer.refuse(refused.error());
        });
    }

    private CompletionStage<Answer> started(McpCall call, RunKey run) {
        if (!call.stateless() && call.params().path("task").isObject()) {
            return runs.get(run).thenApply(reply -> switch (reply) {
                case Runs.Reply.Done done -> {
                    ObjectNode result = JsonNodeFactory.instance.objectNode();
                    result.set("task", TaskJson.old(done.state(), List.of()));
                    yield new Answer.Result(result);
                }
                case Runs.Reply.Refused refused ->
                    new Answer.Refused(RpcError.of(Failures.refusal(refused.rejection())));
            });
        }
        return follow(call, run);
    }

    /** A new call that brings the answers to what its run asks first. */
    private CompletionStage<Answer> answered(McpCall call, RunKey run, JsonNode responses) {
        RunWatch watch = watches.open(run);
        return watch.until(state -> asks(call, state), QUICK)
                .whenComplete((reply, failure) -> watch.close())
                .thenCompose(reply -> switch (reply) {
                    case Runs.Reply.Done done -> {
                        List<Question> open = questions(call, done.state());
                        JsonNode byKey = Asked.of(run.runId(), open).byKey(responses);
                        yield answer(run, open, byKey, call.principal());
                    }
                    case Runs.Reply.Refused refused ->
                        CompletableFuture.completedFuture(
                                Optional.of(RpcError.of(Failures.refusal(refused.rejection()))));
                })
                .thenCompose(problem -> problem.isPresent() ? Answer.refuse(problem.get()) : follow(call, run));
    }

    /** The call is repeated with what the user has said to the questions of its run. */
    private CompletionStage<Answer> goOn(McpCall call, JsonNode token) {
        Optional<Asked> asked =
                token.isTextual() ? seal.open(purpose(call), token.textValue()).map(Asked::read) : Optional.empty();
        JsonNode responses = call.params().path(RESPONSES);
        if (asked.isEmpty()) {
            return Answer.refuse(RpcError.invalidParams(
                    "params.requestState is not one that was given out for this call, or has expired."));
        }
        if (!responses.isMissingNode() && !responses.isObject()) {
            return Answer.refuse(RpcError.invalidParams("params.inputResponses must be an object."));
        }
        RunKey key = new RunKey(call.tenant(), asked.get().run());
        return answer(key, asked.get().byKey(responses), call.principal())
                .thenCompose(problem -> problem.isPresent()
                        ? Answer.refuse(problem.get())
                        : leaves(responses) ? leave(key) : follow(call, key));
    }

    /** Whether the user does not want to be asked again. */
    private static boolean leaves(JsonNode responses) {
        return responses
                .valueStream()
                .anyMatch(response -> !response.path("action").asText().equals("accept"));
    }

    private CompletionStage<Answer> leave(RunKey run) {
        RunWatch watch = watches.open(run);
        return watch.until(RunState::ended, QUICK).handle((reply, failure) -> {
            watch.close();
            if (failure != null) {
                return new Answer.Refused(RpcError.of(Failures.refusal(failure)));
            }
            return switch (reply) {
                case Runs.Reply.Done done ->
                    new Answer.Result(
                            done.state().ended() ? ToolResults.ended(done.state()) : ToolResults.goesOn(done.state()));
                case Runs.Reply.Refused refused ->
                    new Answer.Refused(RpcError.of(Failures.refusal(refused.rejection())));
            };
        });
    }

    /** Which tool it is for, and for whom. */
    private static String purpose(McpCall call) {
        return call.sealedFor(STATE) + " " + call.text("name");
    }

    /** Tells a run what was said to its questions; what it does not ask (any more) is ignored. */
    CompletionStage<Optional<RpcError>> answer(RunKey run, JsonNode responses, Principal by) {
        return runs.get(run).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done -> answer(run, questions.open(done.state(), by), responses, by);
            case Runs.Reply.Refused refused ->
                CompletableFuture.completedFuture(Optional.of(RpcError.of(Failures.refusal(refused.rejection()))));
        });
    }

    private CompletionStage<Optional<RpcError>> answer(
            RunKey run, List<Question> open, JsonNode responses, Principal by) {
        CompletionStage<Optional<RpcError>> all = CompletableFuture.completedFuture(Optional.empty());
        for (Question question : open) {
            JsonNode response = responses.path(question.key());
            if (!response.isMissingNode()) {
                all = all.thenCompose(problem -> problem.isPresent()
                        ? CompletableFuture.completedFuture(problem)
                        : answer(run, question, response, by));
            }
        }
        return all;
    }

    CompletionStage<Optional<RpcError>> answer(RunKey run, Question question, JsonNode response, Principal by) {
        return switch (Forms.read(question, response)) {
            case Forms.Read.Nothing ignored -> CompletableFuture.completedFuture(Optional.empty());
            case Forms.Read.Unusable unusable ->
                CompletableFuture.completedFuture(Optional.of(
                        RpcError.invalidParams("The answer to " + question.key() + ": " + unusable.why() + ".")));
            case Forms.Read.Command command ->
                runs.tell(run, command.command(), by, "mcp").thenApply(reply -> switch (reply) {
                    case Runs.Reply.Done ignored -> Optional.empty();
                    case Runs.Reply.Refused refused -> Optional.of(RpcError.of(Failures.refusal(refused.rejection())));
                });
        };
    }

    CompletionStage<Answer> follow(McpCall call, RunKey run) {
        RunWatch watch = watches.open(run);
        // Who wants to see progress is not kept waiting for it.
        Duration soon = call.progressToken() == null ? QUICK : Duration.ZERO;
        return watch.until(state -> asks(call, state), soon).handle((reply, failure) -> {
            if (failure != null) {
                watch.close();
                return new Answer.Refused(RpcError.of(Failures.refusal(failure)));
            }
            return switch (reply) {
                case Runs.Reply.Done done -> soon(call, watch, done.state());
                case Runs.Reply.Refused refused -> {
                    watch.close();
                    yield new Answer.Refused(RpcError.of(Failures.refusal(refused.rejection())));
                }
            };
        });
    }

    private boolean asks(McpCall call, RunState state) {
        return call.client().elicits()
                && !questions.open(state, call.principal()).isEmpty();
    }

    private Answer soon(McpCall call, RunWatch watch, RunState state) {
        Optional<ObjectNode> settled = settled(call, state);
        if (settled.isPresent() || call.client().tasks()) {
            watch.close();
        }
        if (settled.isPresent()) {
            return new Answer.Result(settled.get());
        }
        return call.client().tasks()
                ? new Answer.Result(TaskJson.of(state, questions.open(state, call.principal()))
                        .put("resultType", "task"))
                : new Answer.Live(new ToolTalk(call, watch, this));
    }

    /** What the client is answered now, if it is time for an answer. */
    Optional<ObjectNode> settled(McpCall call, RunState state) {
        if (state.ended()) {
            return Optional.of(ToolResults.ended(state));
        }
        if (!call.stateless() || !asks(call, state)) {
            return Optional.empty();
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("resultType", "input_required");
        List<Question> open = questions.open(state, call.principal());
        Asked asked = Asked.of(state.started().runId(), open);
        result.set("inputRequests", TaskJson.requests(open, asked::name));
        result.put(STATE_FIELD, seal.close(purpose(call), asked.text(), ANSWER_MAX));
        return Optional.of(result);
    }

    /** What the client's user may answer. */
    List<Question> questions(McpCall call, RunState state) {
        return call.client().elicits() ? questions.open(state, call.principal()) : List.of();
    }

    /** The id of the request that puts a question to the client, by which any node knows what is answered. */
    String elicitation(McpCall call, RunKey run, Question question) {
        return seal.close(call.sealedFor(ELICITATION), run.runId() + "\n" + question.key(), ANSWER_MAX);
    }

    /** The answer of a client to such a request. */
    CompletionStage<Optional<RpcError>> elicited(Exchange exchange, Message.Response response) {
        Optional<String> asked = response.id().isTextual()
                ? seal.open(
                        McpCall.sealedFor(ELICITATION, exchange), response.id().textValue())
                : Optional.empty();
        if (asked.isEmpty() || response.result() == null) {
            return CompletableFuture.completedFuture(
                    asked.isEmpty()
                            ? Optional.of(RpcError.invalidRequest("Nothing was asked under this id."))
                            : Optional.empty());
        }
        String[] parts = asked.get().split("\n", 2);
        ObjectNode responses = JsonNodeFactory.instance.objectNode();
        responses.set(parts[1], response.result());
        return answer(exchange.run(parts[0]), responses, exchange.principal());
    }

    RunWatches watches() {
        return watches;
    }

    /** The client has closed the stream on which it was to be answered, which is how it cancels a call. */
    void abandoned(McpCall call, RunKey run) {
        runs.tell(run, new RunCommand.Cancel("the client has closed its stream"), call.principal(), "mcp");
    }
}
