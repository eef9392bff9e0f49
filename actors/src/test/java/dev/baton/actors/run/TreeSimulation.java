package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.RunEvent.Resolution;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One random tree of runs, from one seed. What the runs tell each other gets lost, comes twice and late, and every now
 * and then all that is not written is forgotten: messages, and who was to be told what. In the end every run must have
 * ended, agree with its parent about how, and nothing may be left to be told.
 */
final class TreeSimulation {

    private static final int LEVELS_MAX = 4;
    private static final int RUNS_MAX = 40;
    private static final int WILD_MOVES = 150;
    private static final int FRIENDLY_MOVES_MAX = 20_000;
    private static final double LOST = 0.1;
    private static final double TWICE = 0.1;
    private static final double CRASH = 0.02;
    static final String ROOT = "top";
    private static final double RESET = 0.02;
    private static final int RESETS_MAX = 3;

    /** One run of the tree. */
    static final class Run {
        private final RunDecider decider;
        private final List<Commit> commits = new ArrayList<>();
        private RunState state = RunState.EMPTY;

        private Run(RunDecider decider) {
            this.decider = decider;
        }

        RunState state() {
            return state;
        }

        List<Commit> commits() {
            return commits;
        }
    }

    private record Message(Delivery delivery, RunCommand command) {}

    private final Random dice;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final TreeRules rules = new TreeRules(runs);
    private final Map<String, WorkflowPlan> plans = new LinkedHashMap<>();
    /** What the store holds. */
    private final Set<Delivery> written = new LinkedHashSet<>();
    /** Under way; between two runs nothing overtakes. */
    private final Map<String, Deque<Message>> network = new LinkedHashMap<>();

    private Instant now = TestRun.EPOCH;
    private boolean friendly;
    /** The run on top: another one after a reset. */
    private String top = ROOT;

    private int resets;
    private int voters;

    TreeSimulation(long seed) {
        dice = new Random(seed);
        for (int level = 0; level < LEVELS_MAX; level++) {
            plans.put("level-" + level, RandomWorkflow.plan(dice));
        }
    }

    /** @return how many runs there were */
    int run() {
        send(ROOT, start(), "start");
        for (int i = 0; i < WILD_MOVES; i++) {
            move();
            if (chance(CRASH)) {
                crash();
            }
            if (chance(RESET)) {
                reset();
            }
        }
        hearAll();
        rules.noOrphanLives();
        friendly = true;
        for (int i = 0; !isQuiet(); i++) {
            assertThat(i).as("moves until a tree that lacks nothing is quiet").isLessThan(FRIENDLY_MOVES_MAX);
            move();
        }
        rules.check();
        return runs.size();
    }

    private void hearAll() {
        for (int i = 0; !written.isEmpty(); i++) {
            assertThat(i).as("messages until all is heard").isLessThan(FRIENDLY_MOVES_MAX);
            if (!deliver()) {
                tellWritten();
            }
        }
    }

    private RunCommand.Start start() {
        Instant deadline = chance(0.2) ? now.plusSeconds(1 + dice.nextInt(2_000)) : null;
        return new RunCommand.Start(
                ROOT, "flow", 1, "level-0", Json.payload(1), Map.of(), 0, deadline, "request", null);
    }

    private boolean isQuiet() {
        return written.isEmpty() && runs.values().stream().allMatch(run -> run.state.ended());
    }

    private RunDecider decider(String digest) {
        int level = Integer.parseInt(digest.substring(digest.lastIndexOf('-') + 1));
        KnownWorkflows below =
                (name, version) -> name.equals("known") && level + 1 < LEVELS_MAX && runs.size() < RUNS_MAX
                        ? Optional.of(new KnownWorkflows.Known(1, "level-" + (level + 1), null))
                        : Optional.empty();
        return new RunDecider(Objects.requireNonNull(plans.get(digest)), below);
    }

    // What happens

    private void move() {
        if (chance(0.6) && deliver()) {
            return;
        }
        List<String> alive = runs.entrySet().stream()
                .filter(run -> !run.getValue().state.ended())
                .map(Map.Entry::getKey)
                .toList();
        if (alive.isEmpty() || (friendly && chance(0.1))) {
            // Whoever got no answer tells it again, after a while.
            tellWritten();
            return;
        }
        RunState above = Objects.requireNonNull(runs.get(top)).state;
        if (!friendly && above.ended() && chance(0.2)) {
            List<StepState> steps = above.timeline();
            StepState step = steps.isEmpty() ? null : steps.get(dice.nextInt(steps.size()));
            if (step != null && chance(0.5)) {
                send(top, new RunCommand.Rerun(step.path(), null, null, null), "rerun");
            } else {
                send(top, new RunCommand.Retry(null), "retry");
            }
            return;
        }
        String run = alive.get(dice.nextInt(alive.size()));
        RunState state = Objects.requireNonNull(runs.get(run)).state;
        if (!friendly && chance(0.04)) {
            send(run, chance(0.5) ? new RunCommand.Cancel(null) : new RunCommand.Terminate(null), "end");
        } else if (!friendly && chance(0.05)) {
            send(run, state.paused() ? new RunCommand.Resume() : new RunCommand.Pause(null), "pause");
        } else {
            answer(run, state);
        }
    }

    private void answer(String run, RunState state) {
        if (state.paused()) {
            send(run, new RunCommand.Resume(), "resume");
            return;
        }
        if (state.runIncident() != null) {
            Resolution resolution = friendly || chance(0.8) ? Resolution.SKIP : Resolution.RETRY;
            send(run, new RunCommand.ResolveIncident(state.runIncident(), resolution, null, null), "incident");
            return;
        }
        List<StepState> busy = state.busySteps();
        StepState step = busy.get(dice.nextInt(busy.size()));
        boolean well = friendly || chance(0.8);
        switch (Objects.requireNonNull(step.activity())) {
            case Activity.Attempting open ->
                send(
                        run,
                        TestRun.result(
                                open.attempt(),
                                well
                                        ? new AttemptResult.Succeeded(
                                                Json.payload(dice.nextInt(10)), new Usage(1, 0, 0), null)
                                        : TestRun.failure(ErrorKind.REJECTED)),
                        "result");
            case Activity.AwaitingApproval approval ->
                send(
                        run,
                        new RunCommand.DecideApproval(
                                approval.approval(),
                                well,
                                null,
                                null,
                                approval.subjectHash(),
                                approval.terms().form() == null ? null : Json.payload(1)),
                        "approval");
            case Activity.AwaitingPerson awaiting ->
                send(
                        run,
                        new RunCommand.ResolveIncident(
                                awaiting.incident(), well ? Resolution.SKIP : Resolution.RETRY, null, null),
                        "incident");
            case Activity.AwaitingSignal awaiting ->
                send(run, new RunCommand.Signal(awaiting.signal(), Json.payload(1), null), "signal");
            case Activity.AwaitingFirst awaiting ->
                awaiting.contenders().stream()
                        .map(RunEvent.Contender::signal)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresentOrElse(
                                name -> send(run, new RunCommand.Signal(name, Json.payload(1), null), "signal"),
                                () -> tick(run, state));
            case Activity.AwaitingChild ignored -> tick(run, state);
            case Activity.AwaitingTime ignored -> tick(run, state);
            case Activity.Backoff ignored -> tick(run, state);
            case Activity.Held ignored -> tick(run, state);
            case Activity.Containing ignored -> throw new AssertionError("a container is busy: " + step.path());
        }
    }

    private void tick(String run, RunState state) {
        state.nextDue().ifPresent(due -> {
            if (due.isAfter(now)) {
                now = due;
            }
            send(run, new RunCommand.Tick(), "time");
        });
    }

    /** @return null if it is refused, else whether it changed anything */
    private @Nullable Boolean send(String id, RunCommand command, String cause) {
        if (command instanceof RunCommand.Fork fork && fork.past() == null && !runs.containsKey(id)) {
            Past past = past(fork);
            boolean unfit = !past.state().exists()
                    && Objects.requireNonNull(fork.tree()).child() == null;
            return unfit ? null : send(id, fork.begun(past), cause);
        }
        Run run = switch (command) {
            case RunCommand.Start start -> runs.computeIfAbsent(id, ignored -> new Run(decider(start.digest())));
            case RunCommand.Fork fork
            when fork.past() != null ->
                runs.computeIfAbsent(
                        id,
                        ignored -> new Run(decider(Objects.requireNonNull(fork.past())
                                .state()
                                .started()
                                .digest())));
            default -> runs.get(id);
        };
        if (run == null) {
            return null;
        }
        // Somebody new for each vote: nobody votes twice.
        Principal by = command instanceof RunCommand.DecideApproval
                ? new Principal(Principal.Kind.PERSON, "voter " + voters++, null)
                : Principal.SYSTEM;
        now = now.plusMillis(1);
        Commit header = new Commit("default", "dev", by, now, cause, run.state.lastEvent() + 1, List.of(), null);
        if (!(run.decider.decide(run.state, command, header) instanceof Outcome.Accepted accepted)) {
            if (!run.state.exists()) {
                runs.remove(id);
            }
            return null;
        }
        if (accepted.events().isEmpty()) {
            return false;
        }
        Commit commit = header.with(accepted.events());
        RunState before = run.state;
        run.state = RunFold.apply(before, commit);
        run.commits.add(commit);
        StateRules.check(run.state);
        List<Delivery> begun = Deliveries.begun(before, run.state, commit);
        written.addAll(begun);
        Deliveries.settled(before, run.state, commit).forEach(written::remove);
        begun.forEach(this::tell);
        return true;
    }

    // The whole tree goes back to where it was

    private Past past(RunCommand.Fork fork) {
        Past past = fork.unread();
        Run other = runs.get(fork.origin().run());
        for (Commit commit : other == null ? List.<Commit>of() : other.commits) {
            if (past.reached(commit)) {
                break;
            }
            past = past.with(commit);
        }
        return past;
    }

    private void reset() {
        RunState before = Objects.requireNonNull(runs.get(top)).state;
        if (!before.exists() || resets == RESETS_MAX) {
            return;
        }
        long event = 1L + dice.nextInt((int) before.lastEvent());
        String next = "reset-" + resets;
        RunCommand.Fork fork = RunCommand.Fork.reset(next, new Origin(top, event), List.of(top), null, next);
        if (Boolean.TRUE.equals(send(next, fork, "reset"))) {
            top = next;
            resets++;
        } else {
            runs.remove(next);
        }
    }

    // What runs tell each other

    private void tell(Delivery delivery) {
        RunCommand command = Deliveries.command(Objects.requireNonNull(runs.get(delivery.from())).state, delivery);
        if (command == null) {
            written.remove(delivery);
        } else if (!chance(LOST)) {
            Deque<Message> between =
                    network.computeIfAbsent(delivery.from() + ">" + delivery.to(), key -> new ArrayDeque<>());
            between.add(new Message(delivery, command));
            if (chance(TWICE)) {
                between.add(new Message(delivery, command));
            }
        }
    }

    private void tellWritten() {
        List.copyOf(written).forEach(this::tell);
    }

    private boolean deliver() {
        network.values().removeIf(Deque::isEmpty);
        if (network.isEmpty()) {
            return false;
        }
        List<Deque<Message>> ways = List.copyOf(network.values());
        Message message = ways.get(dice.nextInt(ways.size())).remove();
        Delivery delivery = message.delivery();
        RunState sender = Objects.requireNonNull(runs.get(delivery.from())).state;
        String cause = Deliveries.cause(sender, delivery);
        Boolean changed = send(delivery.to(), message.command(), cause);
        if (changed == null && delivery.kind() == Delivery.Kind.START) {
            neverStarted(sender, delivery);
        }
        if (!Boolean.TRUE.equals(changed) || Deliveries.isReset(sender, delivery)) {
            written.remove(delivery);
        }
        return true;
    }

    /** As the manager of the parent does, when a run cannot go on where another was because that one was being undone. */
    private void neverStarted(RunState parent, Delivery delivery) {
        for (StepState step : parent.busySteps()) {
            if (step.activity() instanceof Activity.AwaitingChild awaiting
                    && awaiting.child().run().equals(delivery.to())) {
                End end = new End(RunStatus.FAILED, null, RunError.of(ErrorKind.REJECTED, "it cannot go on"), now);
                send(
                        delivery.from(),
                        new RunCommand.RecordChildEnd(step.path(), delivery.to(), end, Usage.NONE),
                        "child");
            }
        }
    }

    /** Only what is written is left: the runs are folded again, and tell what the store says. */
    private void crash() {
        network.clear();
        for (Run run : runs.values()) {
            RunState replayed = RunState.EMPTY;
            for (Commit commit : run.commits) {
                replayed = RunFold.apply(replayed, commit);
            }
            assertThat(replayed).as("state after the replay").isEqualTo(run.state);
            run.state = replayed;
        }
        tellWritten();
    }

    private boolean chance(double share) {
        return dice.nextDouble() < share;
    }
}
