package dev.baton.actors.scheduler;

import dev.baton.actors.definition.ScheduleDefinition;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleCommand;
import dev.baton.actors.schedule.ScheduleDecider;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleOutcome;
import dev.baton.actors.schedule.ScheduleRejection;
import dev.baton.actors.schedule.ScheduleState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of the cluster. A command is decided against the state as it was read and written only if no other came
 * first; so any node may take it. What follows from it is left to the {@link ScheduleClock}, which is nudged.
 */
public final class Schedules {

    /** A command that others came before so often is given up; its caller may ask again. */
    private static final int TRIES_MAX = 10;

    /** Compiled definitions that are kept. */
    private static final int COMPILED_MAX = 1_000;

    private final ScheduleStore store;
    private final String environment;
    private final ScheduleMetrics metrics;
    private final InstantSource clock;
    private final Map<String, ScheduleDefinition> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ScheduleDefinition> eldest) {
            return size() > COMPILED_MAX;
        }
    };
    private volatile Consumer<ScheduleKey> nudge = key -> {};

    /** @param environment promotion stage of this installation */
    public Schedules(ScheduleStore store, String environment, MeterRegistry meters, InstantSource clock) {
        this.store = store;
        this.metrics = new ScheduleMetrics(meters);
        this.environment = environment;
        this.clock = clock;
    }

    /** What a schedule answers. */
    public sealed interface Reply {

        /** @param changed false if the command had nothing to change, as when it is repeated */
        record Done(ScheduleState state, boolean changed) implements Reply {}

        record Refused(ScheduleRejection rejection) implements Reply {}
    }

    /** Calls {@code listener} when a schedule may have something to do; it must not block. */
    void onNudge(Consumer<ScheduleKey> listener) {
        nudge = listener;
    }

    /** Fails with a {@link dev.baton.actors.port.StoreException}; asking again is safe. */
    public CompletionStage<Reply> tell(ScheduleKey key, ScheduleCommand command, Principal by) {
        return tell(key, command, by, 1).thenApply(reply -> {
            if (reply instanceof Reply.Done(ScheduleState ignored, boolean changed) && changed) {
                nudge.accept(key);
            }
            return reply;
        });
    }

    CompletionStage<Reply> tell(ScheduleKey key, ScheduleCommand command, Principal by, int tried) {
        return store.get(key).thenCompose(found -> {
            ScheduleState state = found.orElseGet(() -> ScheduleState.none(key));
            ScheduleChange header = new ScheduleChange(
                    key,
                    environment,
                    state.lastEvent() + 1,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    by,
                    cause(command),
                    List.of());
            ScheduleOutcome outcome = new ScheduleDecider(definition(state)).decide(state, command, header);
            return switch (outcome) {
                case ScheduleOutcome.Refused refused ->
                    CompletableFuture.completedFuture(new Reply.Refused(refused.rejection()));
                case ScheduleOutcome.Accepted accepted -> write(state, command, by, tried, accepted);
            };
        });
    }

    private CompletionStage<Reply> write(
            ScheduleState before, ScheduleCommand command, Principal by, int tried, ScheduleOutcome.Accepted accepted) {
        ScheduleKey key = before.key();
        ScheduleState next = accepted.next();
        if (accepted.change().events().isEmpty()) {
            return CompletableFuture.completedFuture(new Reply.Done(next, false));
        }
        return store.append(accepted.change(), next, wakeAt(next)).thenCompose(written -> {
            if (written) {
                metrics.count(accepted.change(), command instanceof ScheduleCommand.Wake ? due(before) : null);
                return CompletableFuture.completedFuture(new Reply.Done(next, true));
            }
            return tried < TRIES_MAX
                    ? tell(key, command, by, tried + 1)
                    : CompletableFuture.failedFuture(
                            new Conflict("schedule " + key.name() + " was changed by others again and again"));
        });
    }

    /** When the schedule was to fire next; null if it was not. */
    private @Nullable Instant due(ScheduleState state) {
        @Nullable ScheduleDefinition definition = definition(state);
        @Nullable Instant next = state.next();
        return definition == null || next == null || state.pause() != null
                ? null
                : next.plus(ScheduleDecider.delay(definition, next));
    }

    private static String cause(ScheduleCommand command) {
        return switch (command) {
            case ScheduleCommand.Apply ignored -> "apply";
            case ScheduleCommand.Pause ignored -> "pause";
            case ScheduleCommand.Resume ignored -> "resume";
            case ScheduleCommand.Trigger ignored -> "trigger";
            case ScheduleCommand.Backfill ignored -> "backfill";
            case ScheduleCommand.Delete ignored -> "delete";
            case ScheduleCommand.Wake ignored -> "wake";
            case ScheduleCommand.RecordStarts ignored -> "start";
        };
    }

    /** The compiled definition of a schedule; null if there is none. @throws UnreadableDefinition if only newer nodes can read it */
    public @Nullable ScheduleDefinition definition(ScheduleState state) {
        if (!state.exists()) {
            return null;
        }
        synchronized (compiled) {
            return compiled.computeIfAbsent(
                    state.definition().digest(),
                    digest -> UnreadableDefinition.read(
                            "schedule " + state.key().name(),
                            state.definition().canonical(),
                            WorkflowCompiler::scheduleFromCanonical));
        }
    }

    /** When somebody must look at the schedule; null for never. */
    @Nullable
    Instant wakeAt(ScheduleState state) {
        @Nullable ScheduleDefinition definition = definition(state);
        return definition == null ? null : ScheduleDecider.wakeAt(state, definition);
    }

    /** Empty if there is none, or it was deleted. */
    public CompletionStage<Optional<ScheduleState>> get(ScheduleKey key) {
        return store.get(key).thenApply(found -> found.filter(ScheduleState::exists));
    }

    public CompletionStage<List<ScheduleState>> list(String tenant, @Nullable String afterName, int limit) {
        return store.list(tenant, afterName, limit);
    }

    /** What has happened to it, newest change first, also to one that was deleted. */
    public CompletionStage<List<ScheduleChange>> history(ScheduleKey key, @Nullable Long before, int limit) {
        return store.history(key, before, limit);
    }
}
