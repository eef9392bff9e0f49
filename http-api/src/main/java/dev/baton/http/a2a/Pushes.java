package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.NotificationStore.Listener;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.http.resource.RunIds;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is to be notified about a task: set, looked at, and ended by clients. */
final class Pushes {

    /** Of one task. */
    static final int CONFIGS_MAX = 10;

    /** An id that nobody has chosen is the same for the same place. */
    private static final int ID_CHARS = 16;

    private final Runs runs;
    private final NotificationStore store;
    private final Notifier notifier;

    Pushes(Runs runs, NotificationStore store, Notifier notifier) {
        this.runs = runs;
        this.store = store;
        this.notifier = notifier;
    }

    /** What is wrong with a wish that came with a message, if anything is. */
    static Optional<Fault> objection(JsonNode configuration) {
        JsonNode wish = configuration.path("taskPushNotificationConfig");
        @Nullable String problem = wish.isMissingNode() ? null : PushConfig.problem(wish);
        return problem == null
                ? Optional.empty()
                : Optional.of(Fault.invalid("configuration.taskPushNotificationConfig." + problem + "."));
    }

    /** Does as the configuration of a message wishes, before the message is answered. */
    CompletionStage<Optional<Fault>> begin(Ask ask, RunKey run, JsonNode configuration) {
        JsonNode wish = configuration.path("taskPushNotificationConfig");
        return wish.isMissingNode()
                ? CompletableFuture.completedFuture(Optional.empty())
                : set(ask, run, wish)
                        .thenApply(outcome -> outcome instanceof Outcome.Failed failed
                                ? Optional.of(failed.fault())
                                : Optional.empty());
    }

    CompletionStage<Outcome> create(Ask ask) {
        @Nullable String problem = PushConfig.problem(ask.params());
        return problem == null
                ? with(ask, run -> set(ask, run, ask.params()))
                : Outcome.failed(Fault.invalid(problem + "."));
    }

    private CompletionStage<Outcome> set(Ask ask, RunKey run, JsonNode wish) {
        String id = CanonicalJson.digest(TextNode.valueOf(wish.path("url").asText()))
                .substring(0, ID_CHARS);
        PushConfig config = PushConfig.of(wish, id, ask.old());
        return store.of(run, CONFIGS_MAX + 1).thenCompose(there -> {
            boolean replaces = there.stream().anyMatch(one -> one.id().equals(config.id()));
            if (!replaces && there.size() >= CONFIGS_MAX) {
                return Outcome.failed(Fault.invalid("The task has " + CONFIGS_MAX
                        + " push notification configurations already; delete one of them."));
            }
            Listener listener = new Listener(
                    run,
                    config.id(),
                    Notifier.Told.begin(config, ask.principal()).json().toString());
            return store.put(listener).thenApply(done -> {
                notifier.begin(listener);
                return new Outcome.Done(config.shown(run.runId()));
            });
        });
    }

    CompletionStage<Outcome> get(Ask ask) {
        return with(
                ask,
                run -> store.get(run, ask.text("id"))
                        .thenApply(found -> found.<Outcome>map(listener -> new Outcome.Done(
                                        PushConfig.read(listener.value()).shown(run.runId())))
                                .orElseGet(() -> new Outcome.Failed(Fault.of(
                                        Fault.Kind.TASK_NOT_FOUND,
                                        "The task " + run.runId() + " has no push notification configuration "
                                                + ask.text("id") + ".")))));
    }

    CompletionStage<Outcome> list(Ask ask) {
        return with(
                ask,
                run -> store.of(run, CONFIGS_MAX).thenApply(there -> {
                    ObjectNode result = JsonNodeFactory.instance.objectNode();
                    result.putArray("configs");
                    there.forEach(listener -> result.withArray("configs")
                            .add(PushConfig.read(listener.value()).shown(run.runId())));
                    return new Outcome.Done(result.put("nextPageToken", ""));
                }));
    }

    CompletionStage<Outcome> delete(Ask ask) {
        return with(
                ask,
                run -> PushConfig.ID.matcher(ask.text("id")).matches()
                        ? store.remove(run, ask.text("id")).thenApply(done -> nothing())
                        : CompletableFuture.completedFuture(nothing()));
    }

    private static Outcome nothing() {
        return new Outcome.Done(JsonNodeFactory.instance.objectNode());
    }

    /** The run of a task, if it is one of this agent's. */
    private CompletionStage<Outcome> with(Ask ask, Function<RunKey, CompletionStage<Outcome>> next) {
        String task = ask.text("taskId");
        if (!RunIds.isOne(task)) {
            return Outcome.failed(Fault.noTask(task));
        }
        RunKey run = ask.run(task);
        return runs.get(run).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done when done.state().started().workflow().equals(ask.workflow()) -> next.apply(run);
            case Runs.Reply.Done ignored -> Outcome.failed(Fault.noTask(task));
            case Runs.Reply.Refused refused -> Outcome.failed(Fault.of(refused.rejection()));
        });
    }
}
