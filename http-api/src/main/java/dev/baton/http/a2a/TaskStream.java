package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunState;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.rpc.LiveAnswers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The task as it is, then each change of its state, until it rests. The run goes on whether anybody listens or not. */
final class TaskStream implements LiveAnswers.Speaker {

    private static final Duration LOOK_MAX = Duration.ofMinutes(10);

    private final RunWatch watch;
    private final Questions questions;
    private final Principal by;
    private final Deque<JsonNode> waiting = new ArrayDeque<>();
    private long seen;
    private final Changes changes;
    private boolean ended;

    /** @param now the run as it is */
    TaskStream(RunWatch watch, RunState now, Questions questions, Principal by) {
        this.watch = watch;
        this.questions = questions;
        this.by = by;
        List<Question> open = questions.open(now, by);
        ObjectNode first = JsonNodeFactory.instance.objectNode();
        first.set("task", TaskJson.of(now, open, true, true));
        waiting.add(first);
        this.seen = now.lastEvent();
        this.changes = Changes.since(now, open);
        this.ended = TaskJson.rests(now, open);
    }

    @Override
    public CompletionStage<Optional<JsonNode>> next() {
        JsonNode first = waiting.poll();
        if (first != null || ended) {
            return CompletableFuture.completedFuture(Optional.ofNullable(first));
        }
        long after = seen;
        return watch.after(after, LOOK_MAX)
                .handle((reply, failure) -> {
                    if (reply instanceof Runs.Reply.Done done && failure == null) {
                        take(done.state(), after);
                    } else {
                        // Whoever subscribes again learns more.
                        ended = true;
                    }
                    return Optional.ofNullable(waiting.poll());
                })
                .thenCompose(
                        message -> message.isPresent() || ended ? CompletableFuture.completedFuture(message) : next());
    }

    private void take(RunState state, long before) {
        List<Question> open = questions.open(state, by);
        seen = state.lastEvent();
        // Nothing has happened although the wait is over: this node is about to end.
        ended = TaskJson.rests(state, open) || (seen == before && watch.isOver());
        waiting.addAll(changes.upTo(state, open));
    }

    /** What happened at the same time is told again if not all of it was heard. */
    @Override
    public @Nullable String place() {
        return waiting.isEmpty() ? Long.toString(seen) : null;
    }

    @Override
    public void closed(boolean left) {
        watch.close();
    }
}
