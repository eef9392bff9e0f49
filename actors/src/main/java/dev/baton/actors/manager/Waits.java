package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what a run waits for, since when, until when, and who or what can wake it. */
public final class Waits {

    /** A run that waits for more says so and lists the first. */
    static final int LISTED_MAX = 20;

    private Waits() {}

    /** A JSON array of {@code {kind, step, since, until, ...}}. */
    public static ArrayNode describe(RunState state) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (state.runIncident() != null) {
            wokenBy(all.addObject().put("kind", "incident").put("id", state.runIncident()), "person");
        }
        if (state.paused()) {
            wokenBy(all.addObject().put("kind", "resume"), "person");
        }
        List<StepState> busy =
                state.busySteps().stream().filter(step -> !waitsForCalls(step)).toList();
        for (StepState step : busy.subList(0, Math.min(busy.size(), LISTED_MAX))) {
            if (step.activity() != null) {
                all.add(describe(step, step.activity()));
            }
        }
        if (busy.size() > LISTED_MAX) {
            all.addObject().put("kind", "more").put("count", busy.size() - LISTED_MAX);
        }
        return all;
    }

    /** What an agent has called for is listed itself. */
    private static boolean waitsForCalls(StepState step) {
        return step.activity() instanceof Activity.Attempting open && open.calling();
    }

    private static ObjectNode describe(StepState step, Activity activity) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        switch (activity) {
            case Activity.Containing ignored -> one.put("kind", "steps");
            case Activity.Held ignored -> one.put("kind", "resume");
            case Activity.Attempting open ->
                one.put("kind", open.held() ? "resume" : "agent")
                        .put("agent", open.agent())
                        .put("id", open.attempt());
            case Activity.Backoff backoff -> one.put("kind", "retry").put("agent", backoff.agent());
            case Activity.AwaitingTime ignored -> one.put("kind", "time");
            case Activity.AwaitingSignal signal -> one.put("kind", "signal").put("signal", signal.signal());
            case Activity.AwaitingFirst several -> first(one, several);
            case Activity.AwaitingApproval approval -> approval(one, approval);
            case Activity.AwaitingChild awaiting -> child(one, awaiting.child());
            case Activity.AwaitingPerson person -> one.put("kind", "incident").put("id", person.incident());
        }
        one.put("step", step.path());
        one.put("since", step.startedAt().toString());
        Instant due = activity.dueAt();
        if (due != null) {
            one.put("until", due.toString());
        }
        wokenBy(one, waker(activity), due == null ? null : "time");
        return one;
    }

    /** Who or what ends it, besides time. */
    private static String waker(Activity activity) {
        return switch (activity) {
            case Activity.Containing ignored -> "steps";
            case Activity.Held ignored -> "person";
            case Activity.Attempting open -> open.held() ? "person" : "agent";
            case Activity.Backoff ignored -> "time";
            case Activity.AwaitingTime ignored -> "time";
            case Activity.AwaitingSignal ignored -> "signal";
            case Activity.AwaitingFirst ignored -> "signal";
            case Activity.AwaitingApproval ignored -> "person";
            case Activity.AwaitingChild ignored -> "run";
            case Activity.AwaitingPerson ignored -> "person";
        };
    }

    private static void wokenBy(ObjectNode one, @Nullable String... wakers) {
        ArrayNode all = one.putArray("wokenBy");
        Stream.of(wakers).filter(Objects::nonNull).distinct().forEach(all::add);
    }

    private static void approval(ObjectNode one, Activity.AwaitingApproval approval) {
        one.put("kind", "approval").put("id", approval.approval());
        Memberships deciders = approval.terms().deciders();
        one.put("role", deciders.roles().size() == 1 ? deciders.roles().getFirst() : null);
        deciders.roles().forEach(one.putArray("roles")::add);
        deciders.groups().forEach(one.putArray("groups")::add);
        one.put("missing", approval.terms().approvals() - approval.count(true));
    }

    private static void first(ObjectNode one, Activity.AwaitingFirst several) {
        ArrayNode of = one.put("kind", "first").putArray("of");
        for (RunEvent.Contender contender : several.contenders()) {
            ObjectNode each = of.addObject().put("name", contender.name());
            if (contender.signal() == null) {
                each.put("kind", "time").put("until", String.valueOf(contender.dueAt()));
            } else {
                each.put("kind", "signal").put("signal", contender.signal());
            }
        }
    }

    private static void child(ObjectNode one, ChildRun child) {
        one.put("kind", "child").put("id", child.run()).put("workflow", child.workflow());
        if (child.deadline() != null) {
            one.put("until", child.deadline().toString());
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
