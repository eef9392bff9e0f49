package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.RunState;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.resource.Admission;
import dev.baton.http.resource.RunIds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Messages to an agent: the first starts a run, a later one answers what it asks. A message is known by its id, so that
 * one that is sent again counts once.
 */
final class Conversations {

    private static final Pattern ID = Pattern.compile("[^\\p{Cntrl}]{1,256}");

    private final WorkflowStarts starts;
    private final Runs runs;
    private final RunWatches watches;
    private final Questions questions;
    private final Replies replies;
    private final Pushes pushes;
    private final Admission admission;
    private final InstantSource clock;
    private final Duration waitMax;

    Conversations(
            WorkflowStarts starts,
            Runs runs,
            RunWatches watches,
            Questions questions,
            Replies replies,
            Pushes pushes,
            Admission admission,
            InstantSource clock,
            Duration waitMax) {
        this.starts = starts;
        this.runs = runs;
        this.watches = watches;
        this.questions = questions;
        this.replies = replies;
        this.pushes = pushes;
        this.admission = admission;
        this.clock = clock;
        this.waitMax = waitMax;
    }

    /** What a message did. */
    private sealed interface Taken {
        record By(RunKey run) implements Taken {}

        record Not(Fault fault) implements Taken {}
    }

    private static CompletionStage<Taken> not(Fault fault) {
        return CompletableFuture.completedFuture(new Taken.Not(fault));
    }

    CompletionStage<Outcome> send(Ask ask) {
        JsonNode configuration = ask.params().path("configuration");
        Optional<Fault> objection = Pushes.objection(configuration);
        if (objection.isPresent()) {
            return Outcome.failed(objection.get());
        }
        boolean atOnce = configuration.path("returnImmediately").asBoolean();
        return take(ask).thenCompose(taken -> switch (taken) {
            case Taken.Not not -> Outcome.failed(not.fault());
            case Taken.By by ->
                pushes.begin(ask, by.run(), configuration)
                        .thenCompose(fault -> fault.isPresent()
                                ? Outcome.failed(fault.get())
                                : answer(ask, by.run(), atOnce, configuration.path("historyLength")));
        });
    }

    private CompletionStage<Outcome> answer(Ask ask, RunKey run, boolean atOnce, JsonNode historyLength) {
        RunWatch watch = watches.open(run);
        Duration patience = atOnce ? Duration.ZERO : waitMax;
        return watch.until(state -> TaskJson.rests(state, questions.open(state, ask.principal())), patience)
                .whenComplete((reply, failure) -> watch.close())
                .thenApply(reply -> switch (reply) {
                    case Runs.Reply.Done done -> {
                        ObjectNode result = JsonNodeFactory.instance.objectNode();
                        result.set("task", task(ask, done.state(), historyLength));
                        yield new Outcome.Done(result);
                    }
                    case Runs.Reply.Refused refused -> new Outcome.Failed(Fault.of(refused.rejection()));
                });
    }

    private ObjectNode task(Ask ask, RunState state, JsonNode historyLength) {
        boolean history = !historyLength.isNumber() || historyLength.asInt() > 0;
        return TaskJson.of(state, questions.open(state, ask.principal()), history, true);
    }

    CompletionStage<Outcome> stream(Ask ask) {
        JsonNode configuration = ask.params().path("configuration");
        Optional<Fault> objection = Pushes.objection(configuration);
        return objection.isPresent()
                ? Outcome.failed(objection.get())
                : take(ask).thenCompose(taken -> switch (taken) {
                    case Taken.Not not -> Outcome.failed(not.fault());
                    case Taken.By by ->
                        pushes.begin(ask, by.run(), configuration)
                                .thenCompose(fault -> fault.isPresent()
                                        ? Outcome.failed(fault.get())
                                        : updates(ask, by.run(), false));
                });
    }

    /** Whoever has lost a stream is told how it ended, too. */
    CompletionStage<Outcome> subscribe(Ask ask) {
        boolean again = ask.exchange().header("Last-Event-ID") != null;
        return with(ask, ask.text("id"), state -> updates(ask, ask.run(ask.text("id")), !again));
    }

    /** @param open whether a task that has ended is refused */
    private CompletionStage<Outcome> updates(Ask ask, RunKey run, boolean open) {
        return runs.get(run).thenApply(reply -> switch (reply) {
            case Runs.Reply.Refused refused -> new Outcome.Failed(Fault.of(refused.rejection()));
            case Runs.Reply.Done done
            when open && done.state().ended() ->
                new Outcome.Failed(Fault.of(
                        Fault.Kind.UNSUPPORTED_OPERATION, "The task has ended: there is nothing to subscribe to."));
            case Runs.Reply.Done done ->
                new Outcome.Updates(new TaskStream(watches.open(run), done.state(), questions, ask.principal()));
        });
    }

    CompletionStage<Outcome> get(Ask ask) {
        return with(
                ask,
                ask.text("id"),
                state -> Outcome.now(task(ask, state, ask.params().path("historyLength"))));
    }

    CompletionStage<Outcome> cancel(Ask ask) {
        return with(
                ask,
                ask.text("id"),
                state -> state.ended()
                        ? Outcome.failed(Fault.of(Fault.Kind.TASK_NOT_CANCELABLE, "The task has ended already."))
                        : replies.cancel(ask)
                                .thenCompose(fault -> fault.isPresent() ? Outcome.failed(fault.get()) : get(ask)));
    }

    /** The run of a task, if it is one of this agent's. */
    private CompletionStage<Outcome> with(Ask ask, String task, Function<RunState, CompletionStage<Outcome>> next) {
        if (!RunIds.isOne(task)) {
            return Outcome.failed(Fault.noTask(task));
        }
        return runs.get(ask.run(task)).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Done done
            when done.state().started().workflow().equals(ask.workflow()) -> next.apply(done.state());
            case Runs.Reply.Done ignored -> Outcome.failed(Fault.noTask(task));
            case Runs.Reply.Refused refused -> Outcome.failed(Fault.of(refused.rejection()));
        });
    }

    private CompletionStage<Taken> take(Ask ask) {
        JsonNode message = ask.params().path("message");
        @Nullable String problem = problem(message);
        if (problem != null) {
            return not(Fault.invalid(problem + "."));
        }
        String task = message.path("taskId").asText();
        Optional<Refusal> refusal =
                task.isEmpty() ? admission.ofStart(ask.tenant(), ask.principal()) : admission.ofWrite();
        if (refusal.isPresent()) {
            return not(Fault.of(refusal.get()));
        }
        return task.isEmpty() ? begin(ask, message) : goOn(ask, message, task);
    }

    private static @Nullable String problem(JsonNode message) {
        if (!message.isObject()) {
            return "message is missing";
        }
        if (!ID.matcher(message.path("messageId").asText()).matches()) {
            return "message.messageId must have 1 to 256 characters, none a control";
        }
        if (message.has("contextId")
                && !ID.matcher(message.path("contextId").asText()).matches()) {
            return "message.contextId must have 1 to 256 characters, none a control";
        }
        if (!message.path("role").asText("ROLE_USER").equals("ROLE_USER")) {
            return "message.role must be ROLE_USER";
        }
        return Parts.problem(message.path("parts"));
    }

    private CompletionStage<Taken> begin(Ask ask, JsonNode message) {
        String id = message.path("messageId").asText();
        JsonNode input = Parts.value(message.path("parts"), ask.agent().input());
        String run = RunIds.given(
                ask.tenant(),
                null,
                "a2a " + ask.workflow() + " " + ask.principal().id() + " " + id,
                clock.instant());
        String context = message.path("contextId").asText(run);
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("workflow", ask.workflow());
        asked.set("input", input);
        WorkflowStarts.Wanted wanted = new WorkflowStarts.Wanted(
                ask.run(run),
                ask.workflow(),
                null,
                input,
                Map.of(TaskJson.CONTEXT, context, TaskJson.MESSAGE, id),
                CanonicalJson.digest(asked));
        return ask.directory()
                .prepare(ask.exchange(), ask.agent())
                .thenCompose(ready -> starts.start(wanted, ask.principal(), "a2a"))
                .thenApply(result -> switch (result) {
                    case WorkflowStarts.Result.Started ignored -> new Taken.By(wanted.run());
                    case WorkflowStarts.Result.NoWorkflow none ->
                        new Taken.Not(Fault.of(Fault.Kind.AGENT_NOT_FOUND, none.message()));
                    case WorkflowStarts.Result.InvalidInput invalid ->
                        new Taken.Not(Fault.invalid("The message does not match what the agent takes: "
                                + String.join("; ", invalid.violations())));
                    case WorkflowStarts.Result.Refused refused ->
                        new Taken.Not(Fault.of(Failures.refusal(refused.rejection())));
                });
    }

    private CompletionStage<Taken> goOn(Ask ask, JsonNode message, String task) {
        if (!RunIds.isOne(task)) {
            return not(Fault.noTask(task));
        }
        RunKey run = ask.run(task);
        return runs.get(run).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Refused refused -> not(Fault.of(refused.rejection()));
            case Runs.Reply.Done done
            when !done.state().started().workflow().equals(ask.workflow()) -> not(Fault.noTask(task));
            case Runs.Reply.Done done -> goOn(ask, message, run, done.state());
        });
    }

    private CompletionStage<Taken> goOn(Ask ask, JsonNode message, RunKey run, RunState state) {
        String context = TaskJson.context(state.started().labels(), run.runId());
        if (!message.path("contextId").asText(context).equals(context)) {
            return not(Fault.invalid("message.contextId is not the one of the task, which is " + context + "."));
        }
        return replies.give(ask, message, run, state)
                .thenApply(fault -> fault.<Taken>map(Taken.Not::new).orElseGet(() -> new Taken.By(run)));
    }
}
