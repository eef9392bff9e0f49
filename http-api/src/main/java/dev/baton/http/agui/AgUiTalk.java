package dev.baton.http.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.End;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.rpc.LiveAnswers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: what happens in a run, until it ends, or waits for nothing but an answer of this user. The run goes on if
 * the client goes away.
 */
final class AgUiTalk implements LiveAnswers.Speaker {

    /** Then the run is looked at again, whether or not something was heard of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunInput asked;
    private final RunWatch watch;
    private final RunWatches watches;
    private final Questions questions;
    private final Interrupts interrupts;
    private final Principal user;
    private final Picture picture = new Picture();
    private final Deque<JsonNode> waiting = new ArrayDeque<>();
    private final Words words = new Words();
    private @Nullable CompletableFuture<Runs.Reply> asking;
    private long seen = -1;
    private boolean ended;

    AgUiTalk(
            RunInput asked,
            RunWatch watch,
            RunWatches watches,
            Questions questions,
            Interrupts interrupts,
            Principal user) {
        this.asked = asked;
        this.watch = watch;
        this.watches = watches;
        this.questions = questions;
        this.interrupts = interrupts;
        this.user = user;
        watch.onWords(words::hear);
        waiting.add(boundary("RUN_STARTED").put("protocolVersion", AgUi.VERSION));
    }

    private ObjectNode boundary(String type) {
        return AgUi.event(type).put("threadId", asked.thread()).put("runId", asked.run());
    }

    @Override
    public CompletionStage<Optional<JsonNode>> next() {
        JsonNode first = waiting.poll();
        if (first != null || ended) {
            return CompletableFuture.completedFuture(Optional.ofNullable(first));
        }
        if (asking == null) {
            asking = watch.after(seen, PATIENCE).toCompletableFuture();
        }
        CompletableFuture<Runs.Reply> moved = asking;
        return CompletableFuture.anyOf(moved, words.more())
                .handle((ignored, failed) -> moved)
                .thenCompose(settled -> {
                    look(settled);
                    return next();
                });
    }

    private void look(CompletableFuture<Runs.Reply> moved) {
        waiting.addAll(words.tell());
        if (moved.isDone()) {
            asking = null;
            moved.whenComplete((reply, failure) -> {
                if (failure != null) {
                    fail(Failures.refusal(failure));
                } else {
                    tell(reply);
                }
            });
        }
    }

    private void tell(Runs.Reply reply) {
        switch (reply) {
            case Runs.Reply.Refused refused -> fail(Failures.refusal(refused.rejection()));
            case Runs.Reply.Done done -> tell(done.state());
        }
    }

    private void tell(RunState state) {
        seen = state.lastEvent();
        waiting.addAll(words.endOfSteps(state));
        waiting.addAll(picture.look(state));
        if (state.ended()) {
            finish(state, Objects.requireNonNull(state.end()));
            return;
        }
        List<Question> open = state.status() == RunStatus.WAITING ? questions.open(state, user) : List.of();
        if (!open.isEmpty()) {
            interrupt(open);
        } else if (watches.draining()) {
            fail(Refusal.of(ErrorCode.NODE_ENDING, "This node is shutting down; the run goes on. Ask again."));
        }
    }

    private void finish(RunState state, End end) {
        ended = true;
        leave();
        switch (end.status()) {
            case COMPLETED -> {
                JsonNode output = end.output() == null ? null : end.output().json();
                say(state.started().runId(), output);
                ObjectNode finished = boundary("RUN_FINISHED");
                if (output != null && !output.isNull()) {
                    finished.set("result", output);
                }
                finished.putObject("outcome").put("type", "success");
                waiting.add(finished);
            }
            case CANCELLED -> {
                ObjectNode finished = boundary("RUN_FINISHED");
                finished.putObject("outcome").put("type", "cancelled");
                waiting.add(finished);
            }
            case FAILED, COMPENSATED, RUNNING, WAITING, PAUSED -> waiting.add(failed(end));
        }
    }

    /** A stream may not end while something in it is open. */
    private void leave() {
        waiting.addAll(words.endOfAll());
        waiting.addAll(picture.leave());
    }

    private static ObjectNode failed(End end) {
        @Nullable RunError error = end.error();
        ObjectNode event = AgUi.event("RUN_ERROR");
        event.put("message", error == null ? "The run is " + end.status().code() + "." : error.message());
        return event.put(
                "code", error == null ? end.status().code() : error.kind().code());
    }

    /** The output as what the agent says. */
    private void say(String run, @Nullable JsonNode output) {
        String text =
                output == null || output.isNull() ? "" : output.isTextual() ? output.textValue() : output.toString();
        if (!text.isEmpty() && !words.wasLast(text)) {
            String id = run + "-output";
            waiting.add(AgUi.event("TEXT_MESSAGE_START").put("messageId", id).put("role", "assistant"));
            waiting.add(AgUi.event("TEXT_MESSAGE_CONTENT").put("messageId", id).put("delta", text));
            waiting.add(AgUi.event("TEXT_MESSAGE_END").put("messageId", id));
        }
    }

    private void interrupt(List<Question> open) {
        ended = true;
        leave();
        ObjectNode finished = boundary("RUN_FINISHED");
        ArrayNode asks = finished.putObject("outcome").put("type", "interrupt").putArray("interrupts");
        open.forEach(question -> asks.add(interrupts.of(watch.run(), question)));
        waiting.add(finished);
    }

    private void fail(Refusal refusal) {
        ended = true;
        leave();
        waiting.add(AgUi.event("RUN_ERROR")
                .put("message", refusal.detail())
                .put("code", refusal.code().code()));
    }

    @Override
    public void closed(boolean left) {
        watch.close();
    }
}
