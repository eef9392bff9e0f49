package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.RunEvent.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * One random workflow in a random world, from one seed: agents that succeed, fail, answer late, twice or not at all,
 * people who pause, approve and resolve, a clock that jumps, an engine that crashes. After every commit all rules are
 * checked; after a while the world turns friendly, and the run must end.
 */
final class Simulation {

    private static final int WILD_MOVES = 60;
    /** Within as many moves a run must end once everybody does what it waits for. */
    private static final int FRIENDLY_MOVES_MAX = 5_000;

    private static final List<Principal> PEOPLE = List.of(
            new Principal(Principal.Kind.PERSON, "ann", null), new Principal(Principal.Kind.PERSON, "bob", null));

    private final Random dice;
    private final RandomAnswers answers;

    private final WorkflowPlan plan;
    private final CheckedRun run;
    /** Every result that was ever sent, to be sent again. */
    private final List<RunCommand.RecordResult> sent = new ArrayList<>();

    /** Every end of a child that was ever told, to be told again. */
    private final List<RunCommand.RecordChildEnd> told = new ArrayList<>();

    private final Set<String> recorded = new HashSet<>();
    private Instant now = TestRun.EPOCH;
    private Principal by = PEOPLE.getFirst();
    private int signals;
    private int friends;

    Simulation(long seed) {
        dice = new Random(seed);
        answers = new RandomAnswers(dice);
        plan = RandomWorkflow.plan(dice);
        run = new CheckedRun(plan);
    }

    WorkflowPlan workflow() {
        return plan;
    }

    /** How many steps were undone. */
    int compensations() {
        return run.compensations();
    }

    /** @return the commits, for statistics */
    List<Commit> run() {
        Instant deadline = chance(0.1) ? now.plusSeconds(1 + dice.nextInt(2_000)) : null;
        send(TestRun.startCommand(dice.nextInt(10), deadline));
        for (int i = 0; i < WILD_MOVES && !state().ended(); i++) {
            by = PEOPLE.get(dice.nextInt(PEOPLE.size()));
            wildMove();
            if (chance(0.05)) {
                run.replay();
            }
            if (state().ended() && chance(0.3)) {
                retryAfterTheEnd();
            }
            if (chance(0.04)) {
                rerun();
            }
        }
        by = PEOPLE.getLast();
        for (int i = 0; !state().ended(); i++) {
            assertThat(i).as("moves until the end of a run that lacks nothing").isLessThan(FRIENDLY_MOVES_MAX);
            friendlyMove();
        }
        run.replay();
        sent.forEach(this::sendAgain);
        if (chance(0.3)) {
            fork();
        }
        return run.commits();
    }

    private RunState state() {
        return run.state();
    }

    private Outcome send(RunCommand command) {
        return run.send(command, by, now);
    }

    /** Another run that begins where this one was, after any of its events, ends too. */
    private void fork() {
        Past past = Past.before(1 + dice.nextInt((int) state().lastEvent()));
        for (Commit commit : run.commits()) {
            past = past.reached(commit) ? past : past.with(commit);
        }
        RunCommand.Fork fork =
                new RunCommand.Fork(TestRun.ID, new Origin("other", past.target()), null, Map.of(), null, "fork", null);
        sent.clear();
        run.beginAnew();
        RunState begun = past.state();
        boolean remedied = begun.steps().values().stream().anyMatch(step -> !step.ended() && step.remedy() != null);
        if (undone(begun) || remedied) {
            assertThat(send(fork.from(past))).isInstanceOf(Outcome.Refused.class);
            return;
        }
        assertThat(send(fork.from(past))).isInstanceOf(Outcome.Accepted.class);
        for (int i = 0; !state().ended(); i++) {
            assertThat(i).as("moves until the end of a fork").isLessThan(FRIENDLY_MOVES_MAX);
            friendlyMove();
        }
        run.replay();
    }

    /** What follows a failure of the run as a whole, or what was undone, is not taken back. */
    private boolean undone(RunState run) {
        return run.remedy() != null || run.steps().values().stream().anyMatch(step -> plan.isUndo(step.step()));
    }

    private boolean isRemedied(StepState step) {
        StepState around = state().step(step.parent());
        return step.remedy() != null || plan.isHandler(step.step()) || (around != null && isRemedied(around));
    }

    private void retryAfterTheEnd() {
        int before = run.commits().size();
        Outcome outcome = send(new RunCommand.Retry(null));
        boolean retried = run.commits().size() > before
                && run.commits().getLast().events().stream().anyMatch(RunEvent.RunRetried.class::isInstance);
        assertThat(outcome instanceof Outcome.Accepted)
                .as("only a run that has not completed goes on")
                .isEqualTo(retried);
    }

    private void rerun() {
        RunState before = state();
        List<StepState> steps = state().timeline();
        if (steps.isEmpty()) {
            return;
        }
        StepState step = steps.get(dice.nextInt(steps.size()));
        Map<String, StepState> kept = new HashMap<>();
        steps.stream()
                .filter(one -> one.order() < step.order() && one.ended())
                .forEach(one -> kept.put(one.path(), one));
        boolean stopped = state().ended()
                || state().runIncident() != null
                || state().busySteps().stream().anyMatch(one -> one.activity() instanceof Activity.AwaitingPerson);
        // What an agent has called for is done again only with the agent's step.
        boolean possible =
                stopped && !undone(state()) && !isRemedied(step) && !step.step().endsWith(".call");
        Outcome outcome = send(new RunCommand.Rerun(step.path(), chance(0.3) ? Json.payload(3) : null, null, null));
        assertThat(outcome instanceof Outcome.Accepted)
                .as("whether it can be rerun")
                .isEqualTo(possible);
        Set<String> around = new HashSet<>(Set.of(""));
        for (StepState at = step; at != null; at = before.step(at.parent())) {
            kept.remove(at.path());
            around.add(at.parent());
        }
        if (possible) {
            kept.values().stream()
                    .filter(one -> one.status() == StepStatus.COMPLETED
                            && one.error() == null
                            && around.contains(one.parent()))
                    .forEach(one -> assertThat(state().step(one.path()))
                            .as("%s came before", one.path())
                            .isEqualTo(one));
        }
    }

    private void wildMove() {
        List<StepState> busy = state().busySteps();
        if (busy.isEmpty()) {
            // All is over but for a person who decides how.
            send(new RunCommand.ResolveIncident(
                    Objects.requireNonNull(state().runIncident()), wildResolution(), null, null));
            return;
        }
        StepState step = busy.get(dice.nextInt(busy.size()));
        switch (dice.nextInt(20)) {
            case 0 -> tick(dice.nextInt(100));
            case 1, 2, 3 -> jump();
            case 4 -> signal(RandomWorkflow.SIGNALS.get(dice.nextInt(RandomWorkflow.SIGNALS.size())));
            case 5 -> {
                sendAgain();
                tellAgain();
            }
            case 6, 8 -> rareMove();
            case 7 -> restart(step);
            default -> wildMove(step);
        }
    }

    private void rareMove() {
        switch (dice.nextInt(14)) {
            case 0, 1, 2 -> send(new RunCommand.Pause(null));
            case 3, 4, 5, 6 -> send(new RunCommand.Resume());
            case 7 -> {
                if (chance(0.2)) {
                    send(chance(0.5) ? new RunCommand.Cancel(null) : new RunCommand.Terminate(null));
                    assertThat(state().status() == RunStatus.CANCELLED || state().remedy() != null)
                            .as("the run is cancelled, at once or when all is undone")
                            .isTrue();
                }
            }
            case 8 -> send(new RunCommand.ReportBug("a defect"));
            case 11 -> migrate();
            case 12 -> repair();
            case 9 -> refused(new RunCommand.ResolveIncident("r~0", Resolution.SKIP, null, null));
            case 10 -> refused(new RunCommand.DecideApproval("r~0", true, null, null));
            default -> refused(TestRun.startCommand("another", null));
        }
    }

    /** To the same steps under another name: whatever a run has done, it fits. */
    private void migrate() {
        String other = state().started().digest().equals("digest") ? "other" : "digest";
        assertThat(send(new RunCommand.Migrate(2, other, null))).isInstanceOf(Outcome.Accepted.class);
        assertThat(state().started().digest()).isEqualTo(other);
    }

    /** Somebody finds the index right, or wrong; either way the run only does what is due. */
    private void repair() {
        Instant shown = chance(0.5) ? state().wakeAt() : now.minusSeconds(1);
        RunState before = state();
        send(new RunCommand.Repair(state().status().code(), shown, List.of("r.c1", "r.c2")));
        boolean right = Objects.equals(shown, before.wakeAt());
        boolean awaited = before.busySteps().stream()
                .anyMatch(step -> step.activity() instanceof Activity.AwaitingChild awaiting
                        && (awaiting.child().run().equals("r.c1")
                                || awaiting.child().run().equals("r.c2")));
        boolean repaired = state().lastEvent() > before.lastEvent()
                && run.commits().getLast().events().getFirst() instanceof RunEvent.RunRepaired;
        assertThat(repaired).as("whether something was wrong").isEqualTo(!right || awaited);
    }

    private void refused(RunCommand command) {
        assertThat(send(command)).isInstanceOf(Outcome.Refused.class);
    }

    private void wildMove(StepState step) {
        if (state().runIncident() != null && chance(0.3)) {
            send(new RunCommand.ResolveIncident(
                    state().runIncident(), chance(0.1) ? Resolution.FAIL : Resolution.RETRY, null, null));
            return;
        }
        switch (Objects.requireNonNull(step.activity())) {
            case Activity.Attempting open
            when open.calling() || open.held() ->
                refused(new RunCommand.RecordResult(open.attempt(), answers.result(step)));
            case Activity.Attempting open when chance(0.2) -> answer(open, answers.turn(step, open));
            case Activity.Attempting open -> answer(open, answers.result(step));
            case Activity.AwaitingApproval approval ->
                send(new RunCommand.DecideApproval(
                        approval.approval(),
                        !answers.fails(),
                        null,
                        chance(0.2) ? Json.payload(dice.nextInt(3)) : null,
                        chance(0.2) ? "of another subject" : chance(0.8) ? approval.subjectHash() : null,
                        chance(0.3) ? Json.payload(dice.nextInt(4)) : null));
            case Activity.AwaitingChild awaiting -> childEnds(step, awaiting, answers.end(now));
            case Activity.AwaitingPerson awaiting -> resolve(awaiting, wildResolution());
            case Activity.AwaitingSignal awaiting -> signal(awaiting.signal());
            case Activity.AwaitingFirst awaiting -> wildMove(awaiting);
            case Activity.AwaitingTime ignored -> jump();
            case Activity.Backoff ignored -> jump();
            case Activity.Held ignored -> send(new RunCommand.Resume());
            case Activity.Containing ignored -> throw new AssertionError("a container is busy: " + step.path());
        }
    }

    private void wildMove(Activity.AwaitingFirst awaiting) {
        RunEvent.Contender one =
                awaiting.contenders().get(dice.nextInt(awaiting.contenders().size()));
        if (one.signal() == null) {
            jump();
        } else {
            signal(one.signal());
        }
    }

    /** Every payload that friends send is one that every step takes. */
    private void friendlySignal(String name) {
        send(new RunCommand.Signal(name, Json.payload(1), null));
    }

    /** Somebody new each time, so that nobody has voted before, or has done anything that bars them. */
    private void friendlyVote(StepState step, Activity.AwaitingApproval approval) {
        by = new Principal(
                Principal.Kind.PERSON,
                "friend " + friends++,
                null,
                approval.terms().deciders());
        Outcome outcome = send(new RunCommand.DecideApproval(
                approval.approval(),
                true,
                null,
                null,
                approval.subjectHash(),
                plan.step(step.step()).form() == null ? null : Json.payload(1)));
        assertThat(outcome).as("the vote of a friend").isInstanceOf(Outcome.Accepted.class);
        by = PEOPLE.getLast();
    }

    private void friendlyMove(Activity.AwaitingFirst awaiting) {
        awaiting.contenders().stream()
                .filter(one -> one.signal() != null)
                .findFirst()
                .ifPresentOrElse(one -> friendlySignal(Objects.requireNonNull(one.signal())), this::jump);
    }

    private Resolution wildResolution() {
        return answers.pick(Resolution.values());
    }

    private void answer(Activity.Attempting open, AttemptResult result) {
        boolean goesOn = false;
        switch (result) {
            case AttemptResult.Succeeded succeeded
            when run.completes(open, result, by, now) -> {
                run.uses(succeeded.usage());
                recorded.add(open.attempt());
            }
            case AttemptResult.Progressed progressed -> {
                run.uses(progressed.usage());
                switch (progressed.next()) {
                    case AttemptResult.Next.Done ignored -> {
                        if (run.completes(open, result, by, now)) {
                            recorded.add(open.attempt());
                        }
                    }
                    case AttemptResult.Next.GivenUp ignored -> {}
                    case AttemptResult.Next.Again ignored -> goesOn = true;
                    case AttemptResult.Next.Calls ignored -> goesOn = true;
                }
            }
            // It conflicts with what others have written to the memory; what it has used counts all the same.
            case AttemptResult.Succeeded refused -> run.uses(refused.usage());
            case AttemptResult.Accepted ignored -> goesOn = true;
            case AttemptResult.Failed ignored -> {}
        }
        boolean limited = !state().limits().isEmpty();
        RunCommand.RecordResult command = new RunCommand.RecordResult(open.attempt(), result);
        assertThat(send(command)).as("the result of an open attempt").isInstanceOf(Outcome.Accepted.class);
        // An attempt that goes on may still end here: what it has others do may be more than the budget around it
        // allows.
        if (!goesOn || !limited) {
            assertThat(state().attempting(open.attempt()) == null)
                    .as("the result is recorded")
                    .isEqualTo(!goesOn);
        }
        sent.add(command);
    }

    private void sendAgain() {
        if (!sent.isEmpty()) {
            sendAgain(sent.get(dice.nextInt(sent.size())));
        }
    }

    /** A repeated or late result must change nothing, unless it is only repeated that the agent is at work. */
    private void sendAgain(RunCommand.RecordResult command) {
        if (state().attempting(command.attempt()) != null) {
            return;
        }
        boolean lie = !recorded.contains(command.attempt());
        RunState before = state();
        Outcome outcome = send(command);
        assertThat(state()).isSameAs(before);
        if (outcome instanceof Outcome.Accepted) {
            assertThat(lie).as("a result is confirmed that was not recorded").isFalse();
        }
    }

    private void childEnds(StepState step, Activity.AwaitingChild awaiting, End end) {
        RunCommand.RecordChildEnd command =
                new RunCommand.RecordChildEnd(step.path(), awaiting.child().run(), end, new Usage(10, 20, 30));
        run.uses(command.usage());
        long before = state().lastEvent();
        assertThat(send(command)).isInstanceOf(Outcome.Accepted.class);
        assertThat(state().lastEvent()).as("the end of a child run is recorded").isGreaterThan(before);
        told.add(command);
    }

    /** The end of a run that nobody waits for any more changes nothing, and whoever tells it may stop. */
    private void tellAgain() {
        if (!told.isEmpty()) {
            RunState before = state();
            assertThat(send(told.get(dice.nextInt(told.size())))).isInstanceOf(Outcome.Accepted.class);
            assertThat(state()).isSameAs(before);
        }
    }

    private void restart(StepState step) {
        String attempt = step.lastAttempt();
        if (attempt != null) {
            send(new RunCommand.RecordRestart(attempt, 1, "it fell over"));
        }
    }

    private void signal(String name) {
        String id = chance(0.5) ? null : "signal-" + signals++;
        RunState unsignalled = state();
        Outcome outcome = send(new RunCommand.Signal(name, Json.payload(dice.nextInt(10)), id));
        if (outcome instanceof Outcome.Refused) {
            assertThat(state()).as("a refused signal changes nothing").isSameAs(unsignalled);
        } else if (id != null) {
            RunState before = state();
            assertThat(send(new RunCommand.Signal(name, Payload.NULL, id))).isInstanceOf(Outcome.Accepted.class);
            assertThat(state()).as("a repeated signal changes nothing").isSameAs(before);
        }
    }

    private void resolve(Activity.AwaitingPerson awaiting, Resolution resolution) {
        boolean undoing = state().steps().values().stream().anyMatch(step -> !step.ended() && plan.isUndo(step.step()));
        Outcome outcome = send(new RunCommand.ResolveIncident(
                awaiting.incident(), resolution, chance(0.5) ? Json.payload(1) : null, null));
        // What is still being undone inside is not done again.
        if (resolution != Resolution.RETRY || !undoing) {
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        }
    }

    private void jump() {
        state().nextDue().ifPresent(due -> {
            if (due.isAfter(now)) {
                now = due;
            }
            tick(0);
        });
    }

    private void tick(int seconds) {
        now = now.plusSeconds(seconds);
        send(new RunCommand.Tick());
        StateRules.checkNothingDue(state(), now);
    }

    /** Does something that the run waits for; nothing that could be done again and again for ever. */
    private void friendlyMove() {
        if (state().paused()) {
            send(new RunCommand.Resume());
            return;
        }
        if (state().runIncident() != null) {
            send(new RunCommand.ResolveIncident(
                    state().runIncident(), state().busy().isEmpty() ? Resolution.SKIP : Resolution.RETRY, null, null));
            return;
        }
        StepState step = state().busySteps().stream()
                .filter(one -> !(one.activity() instanceof Activity.Attempting open) || !open.calling())
                .findFirst()
                .orElseThrow();
        switch (Objects.requireNonNull(step.activity())) {
            case Activity.Attempting open ->
                answer(open, TestRun.success(RandomAnswers.plans(step) ? Json.parse("{\"answer\": 1}") : 1));
            case Activity.AwaitingApproval approval -> friendlyVote(step, approval);
            case Activity.AwaitingChild awaiting ->
                childEnds(step, awaiting, new End(RunStatus.COMPLETED, Json.payload(1), null, now));
            case Activity.AwaitingPerson awaiting -> resolve(awaiting, Resolution.SKIP);
            case Activity.AwaitingSignal awaiting -> friendlySignal(awaiting.signal());
            case Activity.AwaitingFirst awaiting -> friendlyMove(awaiting);
            case Activity.AwaitingTime ignored -> jump();
            case Activity.Backoff ignored -> jump();
            case Activity.Held ignored -> throw new AssertionError("held without a reason: " + step.path());
            case Activity.Containing ignored -> throw new AssertionError("a container is busy: " + step.path());
        }
    }

    private boolean chance(double share) {
        return answers.chance(share);
    }
}
