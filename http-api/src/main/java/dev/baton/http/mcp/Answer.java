package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.http.rpc.LiveAnswers;
import dev.baton.http.rpc.RpcError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a request comes to. */
public sealed interface Answer {

    record Result(ObjectNode result) implements Answer {}

    record Refused(RpcError error) implements Answer {}

    /** It takes a while; the speaker says the whole messages, the result last. */
    record Live(LiveAnswers.Speaker speaker) implements Answer {}

    static CompletionStage<Answer> now(ObjectNode result) {
        return CompletableFuture.completedFuture(new Result(result));
    }

    static CompletionStage<Answer> refuse(RpcError error) {
        return CompletableFuture.completedFuture(new Refused(error));
    }
}
