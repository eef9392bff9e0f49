package dev.baton.actors.run;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes workflows of all patterns, nested at random; the same dice give the same workflow. */
final class RandomWorkflow {

    static final int DEPTH_MAX = 6;
    /** Steps after which only leaves are made, so that a run stays small. */
    private static final int STEPS_MAX = 20;

    private static final int LEAVES = 9;

    static final List<String> TARGETS = List.of("t0", "t1", "t2");
    static final List<String> SIGNALS = List.of("go", "stop");
    static final String REJECTING = "rejecting";
    static final List<String> SCOPES = List.of(REJECTING, "last", "merged");

    /** Workflows of which steps start runs; there is another name that there is none of. */
    static final KnownWorkflows WORKFLOWS = (name, version) ->
            name.equals("known") ? Optional.of(new KnownWorkflows.Known(1, "known-digest", null)) : Optional.empty();

    private final Random dice;
    private final List<String> ids = new ArrayList<>();
    private final Set<String> leaves = new HashSet<>();
    private final RandomExpressions expressions;
    /** Share of what can fail by itself that does. */
    private final double flaws;
    /** Share of the steps whose failure is not simply that of what is around them. */
    private final double tolerance;
    /** Share of the steps that can be undone. */
    private final double undoable;
    /** Share of the steps with a time or a budget. */
    private final double limited;
    /** What is made now undoes something, and cannot be undone itself. */
    private boolean undoing;

    private RandomWorkflow(Random dice) {
        this.dice = dice;
        expressions = new RandomExpressions(dice, ids);
        flaws = expressions.flaws();
        tolerance = 0.2 + 0.7 * dice.nextDouble();
        undoable = dice.nextInt(3) * 0.3;
        limited = dice.nextInt(3) * 0.15;
    }

    static WorkflowPlan plan(Random dice) {
        RandomWorkflow making = new RandomWorkflow(dice);
        Step root = SequenceStep.root(making.steps(0, 6), making.ofTheRun());
        Template output = making.chance(0.2) ? making.expressions.value().template() : null;
        return WorkflowPlan.of(
                root, output, making.chance(0.15) ? making.seconds(600) : null, making.expressions.memory());
    }

    private List<Step> steps(int depth, int countMax) {
        int count = 1 + dice.nextInt(countMax);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(depth + 1));
        }
        return steps;
    }

    /** One step stands for itself; several make a list. */
    private Step body(String listId, int depth) {
        List<Step> steps = steps(depth, 3);
        return steps.size() == 1 && chance(0.8)
                ? steps.getFirst()
                : new SequenceStep(listId, StepSettings.DEFAULT, steps);
    }

    private Step step(int depth) {
        boolean leaf = depth >= DEPTH_MAX || ids.size() >= STEPS_MAX;
        String id = "s" + ids.size();
        ids.add(id);
        int kind = dice.nextInt(leaf ? LEAVES : 22);
        if (kind < LEAVES) {
            leaves.add(id);
        }
        return switch (kind) {
            case 0, 1, 2, 3 -> agent(id);
            case 4 -> new SetStep(id, settings(id), expressions.value().template());
            case 5 -> approval(id);
            case 6, 7 -> wait(id);
            case 8 -> childRun(id);
            case 9, 10 -> parallel(id, depth);
            case 11 -> loop(id, depth);
            case 12 -> choice(id, depth);
            case 13, 14 -> graph(id, depth);
            case 15 -> map(id, depth);
            case 16, 17 -> handoff(id, depth);
            case 18 -> groupChat(id);
            case 19, 20 -> manager(id);
            default -> new SequenceStep(id, settings(id), steps(depth, 3));
        };
    }

    private AgentStep agent(String id) {
        RetryPolicy retry = new RetryPolicy(
                1 + dice.nextInt(3),
                chance(0.3) ? Duration.ZERO : seconds(90),
                1 + dice.nextInt(3),
                seconds(200),
                dice.nextDouble(),
                chance(0.7) ? Set.of() : Set.of(ErrorKind.REJECTED, ErrorKind.TIMEOUT));
        List<String> fallback = chance(0.7) ? List.of() : List.of("spare-1", "spare-2", "first");
        return new AgentStep(
                id,
                settings(id),
                "first",
                chance(0.4) ? expressions.value().template() : null,
                chance(0.6) ? seconds(60) : null,
                retry,
                fallback);
    }

    private Step childRun(String id) {
        return new WorkflowStep(
                id,
                settings(id),
                chance(flaws / 2) ? "unknown" : "known",
                null,
                chance(0.4) ? expressions.value().template() : null,
                chance(0.4) ? seconds(100) : null,
                pick(ChildRun.ParentClose.values()));
    }

    private Step approval(String id) {
        return new ApprovalStep(
                id,
                settings(id),
                chance(0.7) ? new Memberships(List.of("boss"), List.of()) : Memberships.NONE,
                1 + dice.nextInt(3),
                1 + dice.nextInt(2),
                notBy(),
                chance(0.3) ? expressions.value().template() : null,
                chance(0.5),
                chance(0.3) ? FakeSchema.ODD : null,
                escalations(),
                chance(0.5) ? seconds(300) : null,
                pick(ApprovalStep.OnExpiry.values()));
    }

    private ApprovalStep.NotBy notBy() {
        return new ApprovalStep.NotBy(
                chance(0.3) ? List.of("ann") : List.of(),
                chance(0.2),
                chance(0.3) ? List.of(expressions.anyId()) : List.of());
    }

    private List<ApprovalStep.Escalation> escalations() {
        List<ApprovalStep.Escalation> escalations = new ArrayList<>();
        for (int i = 1; chance(0.4); i++) {
            Memberships to = new Memberships(List.of("boss-" + i), List.of());
            escalations.add(new ApprovalStep.Escalation(Duration.ofSeconds(60L * i), to));
        }
        return escalations;
    }

    private Step wait(String id) {
        Until until = chance(0.3) ? first() : until();
        boolean signals = until instanceof Until.Signalled || until instanceof Until.First;
        return new WaitStep(
                id,
                settings(id),
                until,
                signals && chance(0.6) ? seconds(200) : null,
                pick(WaitStep.OnTimeout.values()));
    }

    private Until first() {
        Map<String, Until> contenders = new LinkedHashMap<>();
        int count = 2 + dice.nextInt(3);
        for (int i = 0; i < count; i++) {
            contenders.put("c" + i, until());
        }
        return new Until.First(contenders);
    }

    private Until until() {
        return switch (dice.nextInt(6)) {
            case 0, 1 -> new Until.Elapsed(seconds(120));
            case 2 ->
                new Until.Time(
                        chance(flaws)
                                ? FakeExpression.constant("tomorrow")
                                : FakeExpression.constant(
                                        TestRun.EPOCH.plus(seconds(300)).toString()));
            default ->
                new Until.Signalled(SIGNALS.get(dice.nextInt(SIGNALS.size())), chance(0.4) ? FakeSchema.ODD : null);
        };
    }

    private Step parallel(String id, int depth) {
        int count = 1 + dice.nextInt(4);
        Map<String, Step> branches = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            branches.put("b" + i, body(id + ".b" + i, depth));
        }
        Join join = switch (dice.nextInt(5)) {
            case 0 -> new Join.Any();
            case 1 -> new Join.Quorum(1 + dice.nextInt(count));
            case 2 -> new Join.Agree(1 + dice.nextInt(count), chance(0.5) ? expressions.compared() : null);
            default -> new Join.All();
        };
        return new ParallelStep(id, settings(id), branches, join, aggregated(id));
    }

    private @Nullable Aggregate aggregated(String id) {
        return switch (dice.nextInt(6)) {
            case 0 -> new Aggregate.ByValue(expressions.aggregate("branches"));
            case 1 -> new Aggregate.ByValue(expressions.aggregate("agreement"));
            case 2 -> new Aggregate.ByAgent(agent(id + ".aggregate"));
            default -> null;
        };
    }

    /** Needs point backwards only, so that there is no circle. */
    private Step graph(String id, int depth) {
        int count = 1 + dice.nextInt(5);
        double density = dice.nextDouble();
        Map<String, GraphStep.Node> nodes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Set<String> needs = new LinkedHashSet<>();
            for (int earlier = 0; earlier < i; earlier++) {
                if (chance(density)) {
                    needs.add("n" + earlier);
                }
            }
            nodes.put("n" + i, new GraphStep.Node(needs, body(id + ".n" + i, depth)));
        }
        return new GraphStep(id, settings(id), shuffled(nodes), chance(0.3) ? expressions.aggregate("nodes") : null);
    }

    /** The order of the text says nothing. */
    private <T> Map<String, T> shuffled(Map<String, T> ordered) {
        List<Map.Entry<String, T>> entries = new ArrayList<>(ordered.entrySet());
        Collections.shuffle(entries, dice);
        Map<String, T> shuffled = new LinkedHashMap<>();
        entries.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));
        return shuffled;
    }

    private Step handoff(String id, int depth) {
        Map<String, HandoffStep.Target> targets = new LinkedHashMap<>();
        int count = 1 + dice.nextInt(TARGETS.size());
        for (String name : TARGETS.subList(0, count)) {
            targets.put(name, new HandoffStep.Target(name, List.of(), body(id + "." + name, depth)));
        }
        return new HandoffStep(
                id,
                settings(id),
                chance(0.7) ? triage(id) : new Triage.ByExpression(expressions.named()),
                targets,
                chance(0.6) ? 0 : dice.nextDouble(),
                chance(0.5) ? body(id + ".otherwise", depth) : null,
                dice.nextInt(4),
                chance(0.5),
                chance(0.4)
                        ? (chance(flaws) ? FakeExpression.failing() : FakeExpression.variable("previous")).template()
                        : null);
    }

    private Triage triage(String id) {
        AgentStep agent = agent(id + ".triage");
        return chance(0.7)
                ? new Triage.ByAgent(agent)
                : new Triage.ByModel(agent, chance(0.5) ? expressions.value().template() : null, dice.nextDouble());
    }

    /** The participants are called as the targets are, so that a handoff may give one the word. */
    private Step groupChat(String id) {
        List<GroupChatStep.Participant> participants = new ArrayList<>();
        int count = 1 + dice.nextInt(TARGETS.size());
        for (String name : TARGETS.subList(0, count)) {
            participants.add(new GroupChatStep.Participant(name, name, agent(id + "." + name)));
        }
        GroupChatStep.Moderator moderator = switch (dice.nextInt(3)) {
            case 0 -> new GroupChatStep.Moderator.RoundRobin();
            case 1 -> new GroupChatStep.Moderator.ByAgent(agent(id + ".moderator"));
            default -> new GroupChatStep.Moderator.ByExpression(expressions.named());
        };
        return new GroupChatStep(
                id,
                settings(id),
                chance(0.3) ? expressions.value().template() : null,
                participants,
                moderator,
                chance(0.7) ? expressions.condition() : null,
                1 + dice.nextInt(6),
                TARGETS.getFirst(),
                pick(GroupChatStep.OnExhausted.values()));
    }

    /** The specialists are called as the targets are; {@link Simulation} makes the plans. */
    private Step manager(String id) {
        Map<String, Specialist> specialists = new LinkedHashMap<>();
        for (String name : TARGETS) {
            Step step = chance(0.7) ? agent(id + "." + name) : childRun(id + "." + name);
            specialists.put(name, new Specialist(name, null, step));
        }
        return new ManagerStep(
                id,
                settings(id),
                agent(id + ".plan"),
                chance(0.3) ? expressions.value().template() : null,
                specialists,
                1 + dice.nextInt(6),
                1 + dice.nextInt(20),
                dice.nextInt(4),
                pick(ManagerStep.OnExhausted.values()));
    }

    private Step loop(String id, int depth) {
        return new LoopStep(
                id,
                settings(id),
                body(id + ".do", depth),
                expressions.condition(),
                1 + dice.nextInt(4),
                pick(LoopStep.OnExhausted.values()),
                pick(LoopStep.OnNoProgress.values()));
    }

    private Step map(String id, int depth) {
        List<Integer> items = IntStream.range(0, dice.nextInt(5)).boxed().toList();
        FakeExpression over = chance(flaws) ? expressions.value() : FakeExpression.constant(items);
        return new MapStep(
                id,
                settings(id),
                over.template(),
                "item",
                1 + dice.nextInt(3),
                body(id + ".do", depth),
                pick(MapStep.OnItemFailure.values()),
                chance(0.3) ? expressions.aggregate("results") : null);
    }

    private Step choice(String id, int depth) {
        List<SwitchStep.Case> cases = new ArrayList<>();
        int count = 1 + dice.nextInt(2);
        for (int i = 0; i < count; i++) {
            cases.add(new SwitchStep.Case(expressions.condition(), body(id + "." + i, depth)));
        }
        return new SwitchStep(id, settings(id), cases, chance(0.6) ? body(id + ".otherwise", depth) : null);
    }

    private StepSettings settings(String id) {
        return plain(id).with(chance(0.4) ? expressions.rights() : MemoryRights.NONE);
    }

    private StepSettings plain(String id) {
        if (id.contains(".")) {
            // What a pattern asks by itself has no steps of its own to undo it, or to be done instead.
            return chance(tolerance) ? new StepSettings(answer(), null) : StepSettings.DEFAULT;
        }
        Step compensate = chance(undoable) && !undoing ? compensation(id) : null;
        if (chance(tolerance)) {
            return new StepSettings(rules(id), compensate, onCancel(), timeout(id), budget(), null);
        }
        return compensate == null
                ? StepSettings.DEFAULT
                : new StepSettings(FailureRules.FAIL, compensate, OnCancel.LEAVE, null);
    }

    private StepSettings ofTheRun() {
        return chance(0.5) ? StepSettings.RUN : new StepSettings(rules(""), null, onCancel(), null, budget(), null);
    }

    /** Kinds of steps without others inside keep the time by themselves. */
    private @Nullable Duration timeout(String id) {
        return chance(limited) && !leaves.contains(id) ? seconds(300) : null;
    }

    private @Nullable Budget budget() {
        return chance(limited)
                ? new Budget(
                        chance(0.5) ? 1L + dice.nextInt(30) : null, null, chance(0.5) ? 1L + dice.nextInt(8) : null)
                : null;
    }

    private OnCancel onCancel() {
        return !undoing && chance(undoable / 2) ? OnCancel.COMPENSATE : OnCancel.LEAVE;
    }

    private Step compensation(String id) {
        undoing = true;
        Step body = body(id + ".@compensate", DEPTH_MAX - 1);
        undoing = false;
        return body;
    }

    private FailureRules rules(String id) {
        if (chance(0.4)) {
            return FailureRules.always(answer());
        }
        List<FailureRules.Rule> rules = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            Set<ErrorKind> on = chance(0.5) ? Set.of() : EnumSet.of(pick(ErrorKind.values()), ErrorKind.UNAVAILABLE);
            rules.add(
                    chance(0.4) && ids.size() < STEPS_MAX
                            ? new FailureRules.Rule(
                                    on, OnFailure.FALLBACK, body(id + ".@fallback" + number, DEPTH_MAX - 1))
                            : new FailureRules.Rule(on, answer(), null));
        }
        return new FailureRules(rules);
    }

    private OnFailure answer() {
        return switch (dice.nextInt(undoing ? 3 : 5)) {
            case 0 -> OnFailure.CONTINUE;
            case 1 -> OnFailure.ESCALATE;
            case 2 -> OnFailure.FAIL;
            default -> OnFailure.COMPENSATE;
        };
    }

    private <T> T pick(T[] choices) {
        return choices[dice.nextInt(choices.length)];
    }

    private Duration seconds(int max) {
        return Duration.ofSeconds(1 + dice.nextInt(max));
    }

    private boolean chance(double share) {
        return dice.nextDouble() < share;
    }
}
