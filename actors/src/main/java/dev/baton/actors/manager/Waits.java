package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Wakers;
import dev.baton.actors.run.Wakers.Waker;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a run waits for, since when, until when, and who or what can wake it. */
public final class Waits {

    /** A run that waits for more says so and lists the first. */
    static final int LISTED_MAX = 20;

    /** Until when; it is there if, and only if, the time of the run itself ends that wait. */
    public static final String UNTIL = "until";

    private Waits() {}

    /** A JSON array of {@code {kind, step, since, until, wokenBy, ...}}. */
    public static ArrayNode describe(RunState state) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        Instant deadline = state.exists() ? state.deadline() : null;
        if (state.runIncident() != null) {
            ObjectNode one = all.addObject().put("kind", "incident").put("id", state.runIncident());
            times(one, state.incidentAt(), deadline, EnumSet.of(Waker.PERSON));
        }
        if (state.paused()) {
            times(all.addObject().put("kind", "resume"), state.pausedAt(), deadline, EnumSet.of(Waker.PERSON));
        }
        List<StepState> busy =
                state.busySteps().stream().filter(step -> !waitsForCalls(step)).toList();
        for (StepState step : busy.subList(0, Math.min(busy.size(), LISTED_MAX))) {
            if (step.activity() != null) {
                all.add(describe(state, step, step.activity()));
            }
        }
        if (!state.held() && all.findValue(UNTIL) == null && busy.size() <= LISTED_MAX) {
            limited(state).ifPresent(step -> all.add(describe(state, step, Objects.requireNonNull(step.activity()))));
        }
        if (busy.size() > LISTED_MAX) {
            ObjectNode more = all.addObject().put("kind", "more").put("count", busy.size() - LISTED_MAX);
            state.nextDue().ifPresent(due -> more.put(UNTIL, due.toString()));
        }
        return all;
    }

    /** A step whose time ends although nothing inside it is under way: it waits until what it did is undone, beside it. */
    private static Optional<StepState> limited(RunState state) {
        return state.limits().entrySet().stream()
                .filter(limit -> limit.getValue().deadline() != null)
                .map(limit -> state.step(limit.getKey()))
                .filter(Objects::nonNull)
                .min(Comparator.comparing(step -> Objects.requireNonNull(
                        Objects.requireNonNull(state.limits().get(step.path())).deadline())));
    }

    /** What an agent has called for is listed itself. */
    private static boolean waitsForCalls(StepState step) {
        return step.activity() instanceof Activity.Attempting open && open.calling();
    }

    private static ObjectNode describe(RunState state, StepState step, Activity activity) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        switch (activity) {
            case Activity.Containing ignored -> one.put("kind", "steps");
            case Activity.Held ignored -> one.put("kind", "resume");
            case Activity.Attempting open -> attempt(one, open);
            case Activity.Backoff backoff -> one.put("kind", "retry").put("agent", backoff.agent());
            case Activity.AwaitingTime ignored -> one.put("kind", "time");
            case Activity.AwaitingSignal signal -> one.put("kind", "signal").put("signal", signal.signal());
            case Activity.AwaitingFirst several -> first(one, several, state.held());
            case Activity.AwaitingApproval approval -> approval(one, approval);
            case Activity.AwaitingChild awaiting -> child(one, awaiting.child());
            case Activity.AwaitingPerson person -> one.put("kind", "incident").put("id", person.incident());
        }
        one.put("step", step.path());
        // While the run is held, its own time stands with what holds it.
        Instant until = state.held() ? null : Wakers.until(state, step);
        Set<Waker> wakers = Wakers.of(state, step);
        if (until == null) {
            wakers.remove(Waker.TIME);
        }
        times(one, step.busySince(), until, wakers);
        return one;
    }

    private static void times(ObjectNode one, @Nullable Instant since, @Nullable Instant until, Set<Waker> wakers) {
        if (since != null) {
            one.put("since", since.toString());
        }
        if (until != null) {
            one.put(UNTIL, until.toString());
            wakers.add(Waker.TIME);
        }
        ArrayNode all = one.putArray("wokenBy");
        wakers.forEach(waker -> all.add(waker.name().toLowerCase(Locale.ROOT)));
    }

    private static void attempt(ObjectNode one, Activity.Attempting open) {
        one.put("kind", open.held() ? "resume" : "agent")
                .put("agent", open.agent())
                .put("id", open.attempt());
        JsonNode queue = open.handle() == null ? null : open.handle().json().get("queue");
        if (queue != null && queue.isTextual()) {
            one.put("queue", queue.textValue());
        }
    }

    private static void approval(ObjectNode one, Activity.AwaitingApproval approval) {
        one.put("kind", "approval").put("id", approval.approval());
        Memberships deciders = approval.terms().deciders();
        one.put("role", deciders.roles().size() == 1 ? deciders.roles().getFirst() : null);
        deciders.roles().forEach(one.putArray("roles")::add);
        deciders.groups().forEach(one.putArray("groups")::add);
        one.put("missing", approval.terms().approvals() - approval.count(true));
    }

    private static void first(ObjectNode one, Activity.AwaitingFirst several, boolean held) {
        ArrayNode of = one.put("kind", "first").putArray("of");
        for (RunEvent.Contender contender : several.contenders()) {
            ObjectNode each = of.addObject().put("name", contender.name());
            if (contender.signal() != null) {
                each.put("kind", "signal").put("signal", contender.signal());
            } else if (held) {
                each.put("kind", "time");
            } else {
                each.put("kind", "time").put(UNTIL, String.valueOf(contender.dueAt()));
            }
        }
    }

    private static void child(ObjectNode one, ChildRun child) {
        one.put("kind", "child").put("id", child.run()).put("workflow", child.workflow());
        if (child.deadline() != null) {
            one.put("deadline", child.deadline().toString());
        }
    }

    /** Null if the run waits for nothing. */
    static @Nullable String text(RunState state) {
        return switch (state.status()) {
            case WAITING, PAUSED -> describe(state).toString();
            case RUNNING, COMPLETED, FAILED, CANCELLED, COMPENSATED -> null;
        };
    }
}
