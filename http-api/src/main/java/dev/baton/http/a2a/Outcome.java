package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.http.rpc.LiveAnswers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a request comes to, in the form of version 1.0. */
sealed interface Outcome {

    record Done(JsonNode result) implements Outcome {}

    record Failed(Fault fault) implements Outcome {}

    /** Updates of a task, one after the other. */
    record Updates(LiveAnswers.Speaker speaker) implements Outcome {}

    static CompletionStage<Outcome> now(JsonNode result) {
        return CompletableFuture.completedFuture(new Done(result));
    }

    static CompletionStage<Outcome> failed(Fault fault) {
        return CompletableFuture.completedFuture(new Failed(fault));
    }
}
