package dev.baton.http.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a run asks of those who follow it: approvals, signals, and steps that a person does. */
public final class Questions {

    /** Nobody answers more at once. */
    public static final int OPEN_MAX = 20;

    private static final String HUMAN = "human";

    private final Catalog catalog;

    public Questions(Catalog catalog) {
        this.catalog = catalog;
    }

    /** What this principal may answer now, in the order in which it was asked. */
    public List<Question> open(RunState state, Principal by) {
        if (state.ended() || state.held()) {
            return List.of();
        }
        Optional<WorkflowDefinition> definition =
                catalog.workflow(state.started().tenant(), state.started().digest());
        List<Question> questions = new ArrayList<>();
        for (StepState step : state.busySteps()) {
            @Nullable
            Step defined =
                    definition.map(known -> known.plan().step(step.step())).orElse(null);
            questions.addAll(about(state, step, defined, by));
        }
        return questions.subList(0, Math.min(OPEN_MAX, questions.size()));
    }

    private List<Question> about(RunState state, StepState step, @Nullable Step defined, Principal by) {
        Activity activity = step.activity();
        if (activity == null) {
            return List.of();
        }
        return switch (activity) {
            case Activity.AwaitingApproval approval ->
                mayDecide(by, approval) ? List.of(approval(step, approval, defined)) : List.of();
            case Activity.AwaitingSignal signal -> List.of(signal(step, signal.signal(), defined));
            case Activity.AwaitingFirst several ->
                several.contenders().stream()
                        .map(RunEvent.Contender::signal)
                        .filter(Objects::nonNull)
                        .map(name -> signal(step, name, defined))
                        .toList();
            case Activity.Attempting attempt -> work(state, step, attempt);
            case Activity.Containing ignored -> List.of();
            case Activity.Held ignored -> List.of();
            case Activity.Backoff ignored -> List.of();
            case Activity.AwaitingTime ignored -> List.of();
            case Activity.AwaitingChild ignored -> List.of();
            case Activity.AwaitingPerson ignored -> List.of();
        };
    }

    /** As the run will see it; whoever has decided already is not asked again. */
    private static boolean mayDecide(Principal by, Activity.AwaitingApproval approval) {
        boolean barred = by.speaksForAny(approval.terms().notBy())
                || (!approval.terms().deciders().isEmpty()
                        && by.memberships() != null
                        && !approval.terms().deciders().meets(by.memberships()));
        boolean voted =
                approval.counting().stream().anyMatch(vote -> vote.by().origin().isSameAs(by.origin()));
        return !barred && !voted;
    }

    private static Question approval(StepState step, Activity.AwaitingApproval approval, @Nullable Step defined) {
        return new Question.Approval(
                approval.approval(),
                step.path(),
                described(defined, "Approve " + step.path() + "?"),
                approval.subject().json(),
                approval.subjectHash(),
                approval.terms().form() == null ? null : approval.terms().form().json());
    }

    private static Question signal(StepState step, String name, @Nullable Step defined) {
        @Nullable
        SchemaCheck schema = defined == null
                ? null
                : defined.signals().stream()
                        .filter(awaited -> awaited.signal().equals(name))
                        .map(Step.Awaited::schema)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        return new Question.Signal(
                "signal-" + step.order() + "-" + name,
                name,
                described(defined, step.path() + " waits for '" + name + "'."),
                schema == null ? null : schema.schema());
    }

    private List<Question> work(RunState state, StepState step, Activity.Attempting attempt) {
        Optional<AgentDefinition> person = attempt.passive()
                ? catalog.agent(state.started().tenant(), attempt.agent())
                        .filter(agent -> agent.connector().kind().equals(HUMAN))
                : Optional.empty();
        return person.map(agent -> List.<Question>of(new Question.Work(
                        attempt.attempt(),
                        step.path(),
                        agent.connector().settings().path("title").asText(agent.mandate()),
                        state.input(step).json(),
                        schema(agent))))
                .orElse(List.of());
    }

    private static @Nullable JsonNode schema(AgentDefinition agent) {
        return agent.output() == null ? null : agent.output().schema();
    }

    private static String described(@Nullable Step defined, String otherwise) {
        String said = defined == null ? null : defined.settings().description();
        return said == null || said.isEmpty() ? otherwise : said;
    }
}
