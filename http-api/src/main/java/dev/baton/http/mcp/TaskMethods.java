package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Failures;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import dev.baton.http.resource.RunIds;
import dev.baton.http.rpc.RpcError;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code tasks/*}: a task is a run, whoever has started it. */
final class TaskMethods {

    private final Runs runs;
    private final Questions questions;
    private final ToolCalls calls;

    TaskMethods(Runs runs, Questions questions, ToolCalls calls) {
        this.runs = runs;
        this.questions = questions;
        this.calls = calls;
    }

    CompletionStage<Answer> get(McpCall call) {
        return with(call, state -> {
            List<Question> open = questions.open(state, call.principal());
            return Answer.now(call.stateless() ? TaskJson.whole(state, open) : TaskJson.old(state, open));
        });
    }

    CompletionStage<Answer> update(McpCall call) {
        JsonNode responses = call.params().path("inputResponses");
        if (!responses.isObject()) {
            return Answer.refuse(RpcError.invalidParams("params.inputResponses must be an object."));
        }
        return with(
                call,
                state -> calls.answer(run(call), responses, call.principal())
                        .thenApply(problem ->
                                problem.<Answer>map(Answer.Refused::new).orElseGet(TaskMethods::nothing)));
    }

    /** Of a run that has ended already there is nothing to cancel. */
    CompletionStage<Answer> cancel(McpCall call) {
        return with(
                call,
                state -> state.ended()
                        ? call.stateless()
                                ? Answer.now(JsonNodeFactory.instance.objectNode())
                                : Answer.refuse(RpcError.invalidParams("The task has ended already."))
                        : runs.tell(
                                        run(call),
                                        new RunCommand.Cancel("cancelled by an MCP client"),
                                        call.principal(),
                                        "mcp")
                                .thenApply(reply -> cancelled(call, reply)));
    }

    private static Answer cancelled(McpCall call, Runs.Reply reply) {
        return switch (reply) {
            case Runs.Reply.Done done ->
                call.stateless() ? nothing() : new Answer.Result(TaskJson.old(done.state(), List.of()));
            case Runs.Reply.Refused refused -> new Answer.Refused(RpcError.of(Failures.refusal(refused.rejection())));
        };
    }

    /** Waits for the end; only with sessions, where the result is asked for by itself. */
    CompletionStage<Answer> result(McpCall call) {
        return with(call, state -> calls.follow(call, run(call)));
    }

    private static Answer nothing() {
        return new Answer.Result(JsonNodeFactory.instance.objectNode());
    }

    private static RunKey run(McpCall call) {
        return call.exchange().run(call.text("taskId"));
    }

    private CompletionStage<Answer> with(McpCall call, Function<RunState, CompletionStage<Answer>> next) {
        if (call.stateless() && !call.client().tasks()) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.putObject("requiredCapabilities").putObject("extensions").putObject(Client.TASKS);
            return Answer.refuse(RpcError.with(
                    400, McpServer.MISSING_CAPABILITY, "The client has not declared " + Client.TASKS + ".", data));
        }
        String id = call.text("taskId");
        if (!RunIds.isOne(id)) {
            return Answer.refuse(unknown(id));
        }
        return runs.get(run(call)).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done -> next.apply(done.state());
            case Runs.Reply.Refused refused ->
                Answer.refuse(
                        refused.rejection().code() == Rejection.Code.RUN_NOT_FOUND
                                ? unknown(id)
                                : RpcError.of(Failures.refusal(refused.rejection())));
        });
    }

    private static RpcError unknown(String id) {
        return RpcError.invalidParams("There is no task \"" + id + "\".");
    }
}
