package dev.baton.http.resource;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.manager.AgentCaller;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call of an agent outside of any run, with as many turns as it takes until the agent answers or calls somebody. */
final class TestCall {

    private final AgentCaller caller;
    private AgentConnector.@Nullable Call open;
    private boolean cancelled;

    TestCall(AgentCaller caller) {
        this.caller = caller;
    }

    CompletionStage<AttemptResult> begin(AttemptRequest request) {
        return turn(request, Usage.NONE);
    }

    private CompletionStage<AttemptResult> turn(AttemptRequest request, Usage used) {
        AgentConnector.Call call;
        try {
            call = caller.call(request, null);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        if (!isWanted(call)) {
            call.cancel();
        }
        return call.result().thenCompose(result -> next(request, used, result));
    }

    private synchronized boolean isWanted(AgentConnector.Call call) {
        open = call;
        return !cancelled;
    }

    private CompletionStage<AttemptResult> next(AttemptRequest request, Usage before, AttemptResult result) {
        if (!(result instanceof AttemptResult.Progressed turn)) {
            return CompletableFuture.completedStage(result);
        }
        Usage used = before.plus(turn.usage());
        return switch (turn.next()) {
            case AttemptResult.Next.Again ignored -> turn(after(request, turn), used);
            case AttemptResult.Next.Done done ->
                CompletableFuture.completedStage(new AttemptResult.Succeeded(
                        done.result().output(),
                        used.plus(done.result().usage()),
                        done.result().confidence(),
                        done.result().handoff()));
            case AttemptResult.Next.GivenUp givenUp -> CompletableFuture.completedStage(givenUp.result());
            case AttemptResult.Next.Calls calls ->
                CompletableFuture.completedStage(new AttemptResult.Progressed(
                        turn.number(), turn.record(), turn.contents(), used, calls, turn.deadline()));
        };
    }

    private static AttemptRequest after(AttemptRequest request, AttemptResult.Progressed turn) {
        List<AgentTurn.Past> turns = new ArrayList<>(request.turns());
        turns.add(new AgentTurn.Past(turn.record(), turn.contents(), List.of()));
        return request.with(turns);
    }

    void cancel() {
        AgentConnector.Call last;
        synchronized (this) {
            cancelled = true;
            last = open;
        }
        if (last != null) {
            last.cancel();
        }
    }
}
