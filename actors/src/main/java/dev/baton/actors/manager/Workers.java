package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunInfo;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The workers of one manager, by attempt. */
final class Workers {

    private static final Props PROPS = Props.empty().withDispatcherFromConfig("baton.worker-dispatcher");

    private final ActorContext<RunMessage> context;
    private final Engine engine;
    private final Map<String, Open> byAttempt = new HashMap<>(4);
    private final ActorRef<AttemptWorker.Report> reports;
    private final Timing timing;

    /** Attempts that nobody works at, since only newer nodes can read their agent. */
    private Set<String> waiting = Set.of();

    private @Nullable UnreadableDefinition met;

    private @Nullable ObjectNode runContext;

    /** A worker that ends by itself reports first; it counts as there until that is heard, however long it waits. */
    private static final class Open {
        final ActorRef<AttemptWorker.Message> worker;
        final AttemptWorker.Wanted wanted;
        boolean reported;
        boolean ended;
        boolean doubtful;

        Open(ActorRef<AttemptWorker.Message> worker, AttemptWorker.Wanted wanted) {
            this.worker = worker;
            this.wanted = wanted;
        }
    }

    Workers(ActorContext<RunMessage> context, Engine engine, Timing timing) {
        this.context = context;
        this.engine = engine;
        this.timing = timing;
        this.reports = context.messageAdapter(AttemptWorker.Report.class, RunMessage.WorkerReport::new);
    }

    /** Starts the worker of an open attempt, unless it is there already. */
    void dispatch(RunState state, StepState step, Activity.Attempting attempt) {
        if (have(attempt.attempt())) {
            return;
        }
        try {
            dispatch(
                    state, step, attempt, engine.catalog().agent(state.started().tenant(), attempt.agent()));
        } catch (UnreadableDefinition newer) {
            // There is such an agent, so the attempt stays open: until this node is upgraded, or the run has another.
            if (!newer.equals(met)) {
                met = newer;
                context.getLog().warn("Attempt {} waits: {}", attempt.attempt(), newer.getMessage());
            }
            waits(attempt.attempt());
            timing.loadAgain(newer.retryAfter());
        }
    }

    /** Looks again whether the agents can be read by now: a version that this node can read may have been applied. */
    void dispatchWaiting(RunState state) {
        Set<String> attempts = waiting;
        waiting = Set.of();
        for (String attempt : attempts) {
            StepState step = state.attempting(attempt);
            if (step != null && step.activity() instanceof Activity.Attempting open && open.needsWorker()) {
                dispatch(state, step, open);
            }
        }
    }

    /** There is no set in each of the many runs for which nothing waits. */
    private void waits(String attempt) {
        if (waiting.isEmpty()) {
            waiting = new HashSet<>();
        }
        waiting.add(attempt);
    }

    private void dispatch(
            RunState state, StepState step, Activity.Attempting attempt, Optional<AgentDefinition> agent) {
        RunInfo info = state.started();
        if (agent.isEmpty()) {
            context.getSelf()
                    .tell(new RunMessage.WorkerReport(new AttemptWorker.Report.Ended(
                            attempt.attempt(),
                            new AttemptResult.Failed(
                                    RunError.of(
                                            ErrorKind.REJECTED,
                                            "there is no agent " + attempt.agent()
                                                    + "; apply its definition, then start or retry the run"),
                                    null))));
            return;
        }
        Instant now = engine.clock().instant();
        Duration timeout =
                attempt.timeoutMs() == null ? agent.get().limits().timeout() : Duration.ofMillis(attempt.timeoutMs());
        AttemptRequest request = new AttemptRequest(
                info.tenant(),
                info.runId(),
                step.path(),
                attempt.attempt(),
                attempt.number(),
                agent.get(),
                state.input(step),
                contextOf(info, step),
                timeout,
                Objects.requireNonNullElseGet(attempt.dueAt(), () -> now.plus(timeout)),
                state.turns(attempt));
        AttemptWorker.Wanted wanted = new AttemptWorker.Wanted();
        ActorRef<AttemptWorker.Message> worker = context.spawn(
                AttemptWorker.create(
                        new AttemptWorker.Job(request, attempt.handle(), wanted),
                        engine.agents(),
                        engine.clock(),
                        engine.settings(),
                        reports),
                name(attempt),
                PROPS);
        context.watch(worker);
        byAttempt.put(attempt.attempt(), new Open(worker, wanted));
    }

    /** Each turn of an agent has a worker of its own: the one before may not have stopped yet. */
    private static String name(Activity.Attempting attempt) {
        int turns = attempt.turns().size();
        return turns == 0 ? attempt.attempt() : attempt.attempt() + "-" + turns;
    }

    /** What the agent may read of the shared memory goes with its own attempt only. */
    private ObjectNode contextOf(RunInfo info, StepState step) {
        if (step.reads().isEmpty()) {
            return contextOf(info);
        }
        ObjectNode context = contextOf(info).deepCopy();
        ObjectNode memory = context.putObject("memory");
        step.reads().forEach((scope, read) -> {
            ObjectNode one = memory.putObject(scope);
            one.put("version", read.version());
            one.set("value", read.value().json());
        });
        return context;
    }

    private ObjectNode contextOf(RunInfo info) {
        if (runContext == null) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("workflow", info.workflow());
            json.put("version", info.version());
            json.put("tenant", info.tenant());
            json.put("environment", info.environment());
            json.put("principal", info.startedBy().id());
            json.put("priority", info.priority());
            ObjectNode labels = json.putObject("labels");
            info.labels().forEach(labels::put);
            runContext = json;
        }
        return runContext;
    }

    boolean have(String attempt) {
        return byAttempt.containsKey(attempt) || waiting.contains(attempt);
    }

    /** The attempt is over: nobody waits for its worker any more. */
    void stop(@Nullable String attempt) {
        Open open = attempt == null ? null : byAttempt.remove(attempt);
        if (attempt != null && !waiting.isEmpty()) {
            waiting.remove(attempt);
        }
        if (open != null) {
            open.wanted.noMore();
            context.unwatch(open.worker);
            context.stop(open.worker);
        }
    }

    void stopAll() {
        for (String attempt : byAttempt.keySet().toArray(String[]::new)) {
            stop(attempt);
        }
        waiting = Set.of();
    }

    /** The end of its work has been heard. */
    void reported(String attempt) {
        Open open = byAttempt.get(attempt);
        if (open != null) {
            open.reported = true;
            removeIfOver(attempt, open);
        }
    }

    private void removeIfOver(String attempt, Open open) {
        if (open.reported && open.ended) {
            byAttempt.remove(attempt);
        }
    }

    /** Their manager has read its run again while they were at work. Those go on that are still wanted. */
    void retain(RunState state) {
        waiting = Set.of();
        for (Map.Entry<String, Open> entry : List.copyOf(byAttempt.entrySet())) {
            String attempt = entry.getKey();
            Open open = entry.getValue();
            StepState step = state.ended() ? null : state.attempting(attempt);
            if (step == null || !(step.activity() instanceof Activity.Attempting busy) || !busy.needsWorker()) {
                stop(attempt);
            } else if (context.getChild(open.worker.path().name()).isEmpty()) {
                open.ended = true;
                open.doubtful = true;
                removeIfOver(attempt, open);
            }
        }
    }

    /** Somebody has ended them before they could report. */
    void dropEnded() {
        byAttempt.values().removeIf(open -> open.ended);
    }

    /** All that was told while the run was read has been heard. What has not was lost, among too many messages. */
    void dropDoubtful() {
        byAttempt.values().removeIf(open -> open.doubtful);
    }

    /** The attempt whose worker this was; null if it had been let go. */
    @Nullable
    String died(ActorRef<Void> worker) {
        for (Map.Entry<String, Open> entry : byAttempt.entrySet()) {
            if (entry.getValue().worker.path().equals(worker.path())) {
                String attempt = entry.getKey();
                entry.getValue().ended = true;
                removeIfOver(attempt, entry.getValue());
                return attempt;
            }
        }
        return null;
    }
}
