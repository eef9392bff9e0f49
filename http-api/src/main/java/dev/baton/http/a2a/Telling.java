package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.NotificationStore.Listener;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.RunState;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.RunWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one task for one listener: tells it of a change, writes down that it was told, and looks for the next. */
final class Telling {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
    private static final Duration LOOK_MAX = Duration.ofMinutes(10);

    private final Notifier notifier;
    private final Listener listener;
    private final RunWatch watch;
    private Notifier.Told told;
    private long seen = -1;

    Telling(Notifier notifier, Listener listener, Notifier.Told told, RunWatch watch) {
        this.notifier = notifier;
        this.listener = listener;
        this.told = told;
        this.watch = watch;
    }

    void begin() {
        look();
    }

    private void look() {
        watch.after(seen, LOOK_MAX).thenCompose(this::take).whenComplete((goesOn, failure) -> {
            if (failure != null) {
                // Found again with the next look at the store.
                LOG.warn("Notifications about {} are interrupted: {}", listener.run(), failure.toString());
            }
            if (failure == null && goesOn && notifier.isMine(listener.run())) {
                look();
            } else {
                end();
            }
        });
    }

    private void end() {
        watch.close();
        notifier.over(listener);
    }

    /** Whether there may be more to tell. */
    private CompletionStage<Boolean> take(Runs.Reply reply) {
        return switch (reply) {
            case Runs.Reply.Done done -> take(done.state());
            // What nobody knows of is not followed any longer.
            case Runs.Reply.Refused ignored -> forget();
        };
    }

    private CompletionStage<Boolean> take(RunState state) {
        seen = state.lastEvent();
        List<Question> open = notifier.questions().open(state, told.by());
        Changes changes = new Changes(told.shown());
        List<ObjectNode> updates = changes.upTo(state, open);
        if (updates.isEmpty()) {
            return state.ended() ? forget() : CompletableFuture.completedFuture(true);
        }
        return notifier.store().get(listener.run(), listener.id()).thenCompose(there -> {
            if (there.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
            for (JsonNode message : messages(state, open, updates)) {
                all = all.thenCompose(sent -> sent ? send(message) : CompletableFuture.completedFuture(false));
            }
            return all.thenCompose(
                    sent -> sent ? done(changes.shown(), state.ended()) : CompletableFuture.completedFuture(false));
        });
    }

    /** Version 0.3 knows whole tasks only. */
    private List<? extends JsonNode> messages(RunState state, List<Question> open, List<ObjectNode> updates) {
        if (!told.config().old()) {
            return updates;
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("task", TaskJson.of(state, open, true, true));
        return List.of(OldForm.result(whole));
    }

    private CompletionStage<Boolean> send(JsonNode message) {
        return notifier.postman().send(told.config(), message, () -> notifier.isMine(listener.run()));
    }

    private CompletionStage<Boolean> done(String shown, boolean ended) {
        told = told.now(shown);
        return ended
                ? forget()
                : notifier.store()
                        .replace(new Listener(
                                listener.run(), listener.id(), told.json().toString()));
    }

    private CompletionStage<Boolean> forget() {
        return notifier.store().remove(listener.run(), listener.id()).thenApply(done -> false);
    }
}
