package dev.baton.actors.run;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.Aggregate;
import dev.baton.actors.pattern.ApprovalStep;
import dev.baton.actors.pattern.GraphStep;
import dev.baton.actors.pattern.GroupChatStep;
import dev.baton.actors.pattern.HandoffStep;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep;
import dev.baton.actors.pattern.ManagerStep;
import dev.baton.actors.pattern.MapStep;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.pattern.SetStep;
import dev.baton.actors.pattern.Specialist;
import dev.baton.actors.pattern.SwitchStep;
import dev.baton.actors.pattern.Triage;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.pattern.WorkflowStep;
import dev.baton.actors.run.Step.OnCancel;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.Step.StepSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Workflows of tests, built from the records; ids of lists as the compiler gives them. */
public final class Flow {

    /** One attempt with each agent. */
    public static final RetryPolicy ONCE = retry(1, Duration.ZERO);

    private Flow() {}

    public static WorkflowPlan workflow(Step... steps) {
        return WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, null);
    }

    public static WorkflowPlan workflow(Template output, Step... steps) {
        return WorkflowPlan.of(SequenceStep.root(List.of(steps)), output, null);
    }

    public static WorkflowPlan workflow(Duration timeout, Step... steps) {
        return WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, timeout);
    }

    public static RetryPolicy retry(int attemptsMax, Duration initial, ErrorKind... on) {
        return new RetryPolicy(attemptsMax, initial, 2, Duration.ofHours(1), 0, Set.of(on));
    }

    /** Asked once; the agent is called {@code ID-agent}. */
    public static AgentStep agent(String id) {
        return agent(id, ONCE);
    }

    public static AgentStep agent(String id, RetryPolicy retry, String... fallback) {
        return new AgentStep(id, StepSettings.DEFAULT, id + "-agent", null, null, retry, List.of(fallback));
    }

    public static AgentStep agent(String id, Template input) {
        return new AgentStep(id, StepSettings.DEFAULT, id + "-agent", input, null, ONCE, List.of());
    }

    public static AgentStep agent(String id, Duration timeout, RetryPolicy retry) {
        return new AgentStep(id, StepSettings.DEFAULT, id + "-agent", null, timeout, retry, List.of());
    }

    public static SetStep set(String id, Object value) {
        return new SetStep(
                id, StepSettings.DEFAULT, FakeExpression.constant(value).template());
    }

    public static SetStep set(String id, FakeExpression value) {
        return new SetStep(id, StepSettings.DEFAULT, value.template());
    }

    public static WaitStep sleep(String id, Duration duration) {
        return new WaitStep(id, StepSettings.DEFAULT, new Until.Elapsed(duration));
    }

    public static WaitStep until(String id, Expression instant) {
        return new WaitStep(id, StepSettings.DEFAULT, new Until.Time(instant));
    }

    public static WaitStep signal(String id, String name, @Nullable Duration timeout) {
        return new WaitStep(
                id, StepSettings.DEFAULT, new Until.Signalled(name, null), timeout, WaitStep.OnTimeout.FAIL);
    }

    /** By the role {@code boss}, for as long as it takes. */
    public static ApprovalStep approval(String id) {
        return approval(id, null, ApprovalStep.OnExpiry.DENY);
    }

    public static ApprovalStep approval(String id, @Nullable Duration expiresIn, ApprovalStep.OnExpiry onExpiry) {
        return new ApprovalStep(
                id,
                StepSettings.DEFAULT,
                new Memberships(List.of("boss"), List.of()),
                1,
                1,
                ApprovalStep.NotBy.NOBODY,
                null,
                false,
                null,
                List.of(),
                expiresIn,
                onExpiry);
    }

    /** A run of the workflow with this name; it goes with the step. */
    public static WorkflowStep child(String id, String workflow) {
        return child(id, workflow, null, ChildRun.ParentClose.CANCEL);
    }

    public static WorkflowStep child(
            String id, String workflow, @Nullable Duration timeout, ChildRun.ParentClose parentClose) {
        return new WorkflowStep(id, StepSettings.DEFAULT, workflow, null, null, timeout, parentClose);
    }

    /** One step stands for itself; several make a list. */
    public static Step body(String listId, Step... steps) {
        return steps.length == 1 ? steps[0] : new SequenceStep(listId, StepSettings.DEFAULT, List.of(steps));
    }

    public static Map.Entry<String, Step[]> branch(String name, Step... steps) {
        return Map.entry(name, steps);
    }

    @SafeVarargs
    public static ParallelStep parallel(String id, Join join, Map.Entry<String, Step[]>... branches) {
        return parallel(id, join, null, branches);
    }

    @SafeVarargs
    public static ParallelStep parallel(
            String id, Join join, @Nullable Template aggregate, Map.Entry<String, Step[]>... branches) {
        Map<String, Step> bodies = new LinkedHashMap<>();
        for (Map.Entry<String, Step[]> branch : branches) {
            bodies.put(branch.getKey(), body(id + "." + branch.getKey(), branch.getValue()));
        }
        Aggregate made = aggregate == null ? null : new Aggregate.ByValue(aggregate);
        return new ParallelStep(id, StepSettings.DEFAULT, bodies, join, made);
    }

    /** The same branches; an agent makes the output of what they say. */
    public static ParallelStep judged(ParallelStep step) {
        AgentStep judge =
                new AgentStep(step.id() + ".aggregate", StepSettings.DEFAULT, "judge", null, null, ONCE, List.of());
        return new ParallelStep(step.id(), step.settings(), step.branches(), step.join(), new Aggregate.ByAgent(judge));
    }

    /** A node of a graph, with its name. @param needs names with spaces between them */
    public static Map.Entry<String, GraphStep.Node> node(String name, String needs, Step body) {
        Set<String> names = needs.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(needs.split(" ", -1)));
        return Map.entry(name, new GraphStep.Node(names, body));
    }

    @SafeVarargs
    public static GraphStep graph(String id, Map.Entry<String, GraphStep.Node>... nodes) {
        return graph(id, (Template) null, nodes);
    }

    @SafeVarargs
    public static GraphStep graph(String id, @Nullable Template aggregate, Map.Entry<String, GraphStep.Node>... nodes) {
        Map<String, GraphStep.Node> all = new LinkedHashMap<>();
        for (Map.Entry<String, GraphStep.Node> node : nodes) {
            all.put(node.getKey(), node.getValue());
        }
        return new GraphStep(id, StepSettings.DEFAULT, all, aggregate);
    }

    public static LoopStep loop(
            String id, Expression until, int iterationsMax, LoopStep.OnExhausted onExhausted, Step... steps) {
        return loop(id, until, iterationsMax, onExhausted, LoopStep.OnNoProgress.CONTINUE, steps);
    }

    public static LoopStep loop(
            String id,
            Expression until,
            int iterationsMax,
            LoopStep.OnExhausted onExhausted,
            LoopStep.OnNoProgress onNoProgress,
            Step... steps) {
        return new LoopStep(
                id, StepSettings.DEFAULT, body(id + ".do", steps), until, iterationsMax, onExhausted, onNoProgress);
    }

    /** Over the input of the step, two items at a time. */
    public static MapStep map(String id, MapStep.OnItemFailure onItemFailure, Step... steps) {
        return map(id, null, onItemFailure, null, steps);
    }

    public static MapStep map(
            String id,
            @Nullable Template over,
            MapStep.OnItemFailure onItemFailure,
            @Nullable Template aggregate,
            Step... steps) {
        return new MapStep(
                id, StepSettings.DEFAULT, over, "item", 2, body(id + ".do", steps), onItemFailure, aggregate);
    }

    public static Triage triage(String id) {
        AgentStep agent =
                new AgentStep(id + ".triage", StepSettings.DEFAULT, "triage-agent", null, null, ONCE, List.of());
        return new Triage.ByAgent(agent);
    }

    public static Map.Entry<String, HandoffStep.Target> target(String name, Step... steps) {
        return Map.entry(name, new HandoffStep.Target("does " + name, List.of(), body("h." + name, steps)));
    }

    /** With the triage by agent, three hops, no revisits, and the usual context. */
    @SafeVarargs
    public static HandoffStep handoff(
            String id,
            double minConfidence,
            @Nullable Step otherwise,
            Map.Entry<String, HandoffStep.Target>... targets) {
        Map<String, HandoffStep.Target> all = new LinkedHashMap<>();
        for (Map.Entry<String, HandoffStep.Target> target : targets) {
            all.put(target.getKey(), target.getValue());
        }
        return new HandoffStep(id, StepSettings.DEFAULT, triage(id), all, minConfidence, otherwise, 3, false, null);
    }

    /** @param id of the talk */
    public static GroupChatStep.Participant participant(String id, String name) {
        AgentStep agent =
                new AgentStep(id + "." + name, StepSettings.DEFAULT, name + "-agent", null, null, ONCE, List.of());
        return new GroupChatStep.Participant(name, "speaks for " + name, agent);
    }

    public static GroupChatStep.Moderator moderator(String id) {
        AgentStep agent =
                new AgentStep(id + ".moderator", StepSettings.DEFAULT, "moderator-agent", null, null, ONCE, List.of());
        return new GroupChatStep.Moderator.ByAgent(agent);
    }

    /** A talk of {@code ann} and {@code bob}; ann owns it. */
    public static GroupChatStep chat(
            String id,
            GroupChatStep.Moderator moderator,
            @Nullable Expression until,
            int turnsMax,
            GroupChatStep.OnExhausted onExhausted) {
        List<GroupChatStep.Participant> participants = List.of(participant(id, "ann"), participant(id, "bob"));
        return new GroupChatStep(
                id, StepSettings.DEFAULT, null, participants, moderator, until, turnsMax, "ann", onExhausted);
    }

    /** A specialist that is an agent, or a run of a workflow. @param id of the manager */
    public static Map.Entry<String, Specialist> specialist(String id, String name, @Nullable String workflow) {
        AgentStep agent =
                new AgentStep(id + "." + name, StepSettings.DEFAULT, name + "-agent", null, null, ONCE, List.of());
        Step step = workflow == null ? agent : child(id + "." + name, workflow);
        return Map.entry(name, new Specialist("does " + name, null, step));
    }

    /** Asks {@code boss-agent}, once. */
    @SafeVarargs
    public static ManagerStep manager(
            String id,
            int maxRounds,
            int maxTasks,
            ManagerStep.OnExhausted onExhausted,
            Map.Entry<String, Specialist>... specialists) {
        AgentStep agent = new AgentStep(id + ".plan", StepSettings.DEFAULT, "boss-agent", null, null, ONCE, List.of());
        Map<String, Specialist> all = new LinkedHashMap<>();
        for (Map.Entry<String, Specialist> specialist : specialists) {
            all.put(specialist.getKey(), specialist.getValue());
        }
        return new ManagerStep(
                id, StepSettings.DEFAULT, agent, null, all, maxRounds, maxTasks, Lineage.DEPTH_MAX, onExhausted);
    }

    public static SwitchStep.Case when(Expression condition, Step body) {
        return new SwitchStep.Case(condition, body);
    }

    public static SwitchStep choose(String id, @Nullable Step otherwise, SwitchStep.Case... cases) {
        return new SwitchStep(id, StepSettings.DEFAULT, List.of(cases), otherwise);
    }

    /** The same step, with another answer to its failure. */
    public static Step onFailure(OnFailure onFailure, Step step) {
        return with(new StepSettings(onFailure, null), step);
    }

    /** The same step, undone by {@code body}. */
    public static Step undoneBy(Step body, Step step) {
        StepSettings settings = step.settings();
        return with(new StepSettings(settings.onFailure(), body, settings.onCancel(), null), step);
    }

    /** The same step; what has completed inside is undone when it is cancelled. */
    public static Step undoneWhenCancelled(Step step) {
        StepSettings settings = step.settings();
        return with(new StepSettings(settings.onFailure(), settings.compensate(), OnCancel.COMPENSATE, null), step);
    }

    /** The same step, with a time and a budget. */
    public static Step limited(@Nullable Duration timeout, @Nullable Budget budget, Step step) {
        StepSettings s = step.settings();
        return with(new StepSettings(s.onFailure(), s.compensate(), s.onCancel(), timeout, budget, null), step);
    }

    /** The same step, with another answer to some of its failures, or to all if none is named. */
    public static Step fallback(Step body, Step step, ErrorKind... on) {
        FailureRules.Rule rule = new FailureRules.Rule(Set.of(on), OnFailure.FALLBACK, body);
        return with(new StepSettings(new FailureRules(List.of(rule)), null, OnCancel.LEAVE, null), step);
    }

    /** @param settings of the run */
    public static WorkflowPlan workflow(StepSettings settings, Step... steps) {
        return WorkflowPlan.of(SequenceStep.root(List.of(steps), settings), null, null);
    }

    public static Step with(StepSettings settings, Step step) {
        return switch (step) {
            case AgentStep s ->
                new AgentStep(s.id(), settings, s.agent(), s.input(), s.timeout(), s.retry(), s.fallback());
            case ApprovalStep s ->
                new ApprovalStep(
                        s.id(),
                        settings,
                        s.deciders(),
                        s.approvals(),
                        s.rejections(),
                        s.notBy(),
                        s.subject(),
                        s.edits(),
                        s.form(),
                        s.escalations(),
                        s.expiresIn(),
                        s.onExpiry());
            case GraphStep s -> new GraphStep(s.id(), settings, s.nodes(), s.aggregate());
            case GroupChatStep s ->
                new GroupChatStep(
                        s.id(),
                        settings,
                        s.topic(),
                        s.participants(),
                        s.moderator(),
                        s.until(),
                        s.maxTurns(),
                        s.owner(),
                        s.onExhausted());
            case HandoffStep s ->
                new HandoffStep(
                        s.id(),
                        settings,
                        s.triage(),
                        s.targets(),
                        s.minConfidence(),
                        s.otherwise(),
                        s.maxHops(),
                        s.revisit(),
                        s.context());
            case LoopStep s ->
                new LoopStep(
                        s.id(), settings, s.body(), s.until(), s.maxIterations(), s.onExhausted(), s.onNoProgress());
            case ManagerStep s ->
                new ManagerStep(
                        s.id(),
                        settings,
                        s.agent(),
                        s.goal(),
                        s.specialists(),
                        s.maxRounds(),
                        s.maxTasks(),
                        s.maxDepth(),
                        s.onExhausted());
            case MapStep s ->
                new MapStep(
                        s.id(),
                        settings,
                        s.over(),
                        s.as(),
                        s.concurrency(),
                        s.body(),
                        s.onItemFailure(),
                        s.aggregate());
            case ParallelStep s -> new ParallelStep(s.id(), settings, s.branches(), s.join(), s.aggregate());
            case SequenceStep s -> new SequenceStep(s.id(), settings, s.children());
            case SetStep s -> new SetStep(s.id(), settings, s.value());
            case SwitchStep s -> new SwitchStep(s.id(), settings, s.cases(), s.otherwise());
            case WaitStep s -> new WaitStep(s.id(), settings, s.until(), s.timeout(), s.onTimeout());
            case WorkflowStep s ->
                new WorkflowStep(s.id(), settings, s.workflow(), s.version(), s.input(), s.timeout(), s.parentClose());
            default -> throw new IllegalArgumentException("unknown pattern: " + step);
        };
    }
}
