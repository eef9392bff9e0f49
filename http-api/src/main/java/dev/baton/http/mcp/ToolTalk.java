package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Failures;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.rpc.LiveAnswers;
import dev.baton.http.rpc.Rpc;
import dev.baton.http.rpc.RpcError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The answer to a tool call that takes a while: reports of progress if the client wants them, what the run asks if the
 * client has a session (without, that is the answer itself), and the result.
 */
final class ToolTalk implements LiveAnswers.Speaker {

    /** Clients commonly give up after a minute; before, they are told where the run can be found. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final McpCall call;
    private final RunWatch watch;
    private final ToolCalls calls;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private final Deque<JsonNode> waiting = new ArrayDeque<>();
    private final Set<String> asked = new HashSet<>();
    private long reported;
    private boolean ended;

    ToolTalk(McpCall call, RunWatch watch, ToolCalls calls) {
        this.call = call;
        this.watch = watch;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Optional<JsonNode>> next() {
        JsonNode first = waiting.poll();
        if (first != null || ended) {
            return CompletableFuture.completedFuture(Optional.ofNullable(first));
        }
        return watch.until(this::isNews, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))
                .handle((reply, failure) -> {
                    if (failure != null) {
                        say(Rpc.error(call.id(), RpcError.of(Failures.refusal(failure))));
                    } else {
                        tell(reply);
                    }
                    return Optional.ofNullable(waiting.poll());
                })
                .thenCompose(
                        message -> message.isPresent() || ended ? CompletableFuture.completedFuture(message) : next());
    }

    private boolean isNews(RunState state) {
        return calls.settled(call, state).isPresent()
                || isProgress(state)
                || (!call.stateless()
                        && calls.questions(call, state).stream().anyMatch(one -> !asked.contains(one.key())));
    }

    private boolean isProgress(RunState state) {
        return call.progressToken() != null && state.lastEvent() > reported;
    }

    private void tell(Runs.Reply reply) {
        switch (reply) {
            case Runs.Reply.Refused refused ->
                say(Rpc.error(call.id(), RpcError.of(Failures.refusal(refused.rejection()))));
            case Runs.Reply.Done done -> tell(done.state());
        }
    }

    private void tell(RunState state) {
        if (isProgress(state)) {
            reported = state.lastEvent();
            waiting.add(progress(state));
        }
        Optional<ObjectNode> settled = calls.settled(call, state);
        if (settled.isPresent()) {
            say(McpServer.result(call, settled.get()));
        } else if (deadline - System.nanoTime() <= 0 || calls.watches().draining()) {
            say(McpServer.result(call, ToolResults.goesOn(state)));
        } else if (!call.stateless()) {
            calls.questions(call, state).stream()
                    .filter(question -> asked.add(question.key()))
                    .map(this::ask)
                    .forEach(waiting::add);
        }
    }

    private JsonNode ask(Question question) {
        return Rpc.request(calls.elicitation(call, watch.run(), question), "elicitation/create", Forms.of(question));
    }

    private JsonNode progress(RunState state) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("progressToken", call.progressToken());
        params.put("progress", state.lastEvent());
        params.put(
                "message",
                "The run " + state.started().runId() + " is " + state.status().code() + ".");
        return Rpc.notification("notifications/progress", params);
    }

    private void say(JsonNode last) {
        ended = true;
        waiting.add(last);
    }

    @Override
    public void closed(boolean left) {
        watch.close();
        if (left && call.stateless()) {
            calls.abandoned(call, watch.run());
        }
    }
}
