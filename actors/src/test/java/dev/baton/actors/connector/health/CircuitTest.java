package dev.baton.actors.connector.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.health.AgentHealth.State;
import dev.baton.actors.connector.health.Circuit.Entry;
import dev.baton.actors.definition.CircuitRule;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final CircuitRule RULE =
            new CircuitRule(true, 3, 0.5, 8, Duration.ofMinutes(1), PAUSE, Duration.ofSeconds(25));
    private static final Outcome WELL = new Outcome.Well();
    private static final Outcome UNWELL = new Outcome.Unwell("unavailable: gone", null);
    private static final Outcome UNKNOWN = new Outcome.Unknown();

    private final Circuit circuit = new Circuit(RULE);
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private Entry.Pass pass() {
        return (Entry.Pass) circuit.enter(now);
    }

    private void call(Outcome outcome) {
        circuit.ended(pass(), outcome, now);
    }

    private void open() {
        for (int i = 0; i < RULE.failures(); i++) {
            call(UNWELL);
        }
    }

    private State state() {
        return circuit.health(now).state();
    }

    @Test
    void failuresInARowOpenIt() {
        call(UNWELL);
        call(UNWELL);
        call(WELL);
        call(UNWELL);
        call(UNWELL);
        assertThat(state()).isEqualTo(State.CLOSED);

        call(UNWELL);
        assertThat(circuit.enter(now)).isEqualTo(new Entry.Refused(now.plus(PAUSE), 3, "unavailable: gone"));
        assertThat(circuit.health(now))
                .isEqualTo(new AgentHealth(State.OPEN, now, 3, "unavailable: gone", now.plus(PAUSE)));
    }

    @Test
    void aHighShareOfFailuresOpensItToo() {
        for (int i = 0; i < 3; i++) {
            call(UNWELL);
            call(WELL);
        }
        call(UNWELL);
        assertThat(state()).isEqualTo(State.CLOSED);
        call(UNWELL);
        assertThat(state()).isEqualTo(State.OPEN);
    }

    @Test
    void failuresOfLongAgoDoNotCount() {
        for (int i = 0; i < 3; i++) {
            call(UNWELL);
            call(WELL);
        }
        now = now.plus(RULE.window());
        call(UNWELL);
        call(UNWELL);
        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatSaysNothingOfTheAgentCountsNeitherWay() {
        call(UNWELL);
        call(UNWELL);
        call(UNKNOWN);
        call(UNWELL);
        assertThat(state()).isEqualTo(State.OPEN);
    }

    @Test
    void afterThePauseOneCallTriesWhileTheOthersWait() {
        open();
        now = now.plus(PAUSE);
        assertThat(state()).isEqualTo(State.HALF_OPEN);
        Entry.Pass trial = pass();
        CompletionStage<Void> decided = ((Entry.Wait) circuit.enter(now)).decided();
        assertThat(decided.toCompletableFuture()).isNotDone();

        circuit.ended(trial, WELL, now);
        assertThat(decided.toCompletableFuture()).isDone();
        assertThat(circuit.health(now)).isEqualTo(new AgentHealth(State.CLOSED, now, 0, null, null));
        assertThat(circuit.enter(now)).isInstanceOf(Entry.Pass.class);
    }

    @Test
    void aTrialThatFailsDoublesThePauseUpToTheLongest() {
        open();
        now = now.plus(PAUSE);
        call(UNWELL);
        assertThat(circuit.health(now).nextTry()).isEqualTo(now.plus(PAUSE.multipliedBy(2)));
        now = now.plus(PAUSE.multipliedBy(2));
        call(UNWELL);
        assertThat(circuit.health(now).nextTry()).isEqualTo(now.plus(RULE.pauseMax()));
    }

    @Test
    void aTrialOfWhichNothingIsKnownLeavesTheNextCallToTry() {
        open();
        now = now.plus(PAUSE);
        Entry.Pass trial = pass();
        CompletionStage<Void> decided = ((Entry.Wait) circuit.enter(now)).decided();
        circuit.ended(trial, UNKNOWN, now);
        assertThat(decided.toCompletableFuture()).isDone();
        assertThat(circuit.enter(now)).isInstanceOf(Entry.Pass.class);
        assertThat(circuit.enter(now)).isInstanceOf(Entry.Wait.class);
    }

    @Test
    void callsThatBeganBeforeItOpenedDecideNothing() {
        Entry.Pass early = pass();
        open();
        circuit.ended(early, WELL, now);
        assertThat(state()).isEqualTo(State.OPEN);
        now = now.plus(PAUSE);
        Entry.Pass trial = pass();
        circuit.ended(early, UNWELL, now);
        circuit.ended(trial, WELL, now);
        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anAgentThatAsksToBeLeftAloneForLongerIs() {
        call(UNWELL);
        call(UNWELL);
        call(new Outcome.Unwell("busy", Duration.ofSeconds(20)));
        assertThat(circuit.health(now).nextTry()).isEqualTo(now.plusSeconds(20));
    }

    @Test
    void probesThatFailOpenItAndOneThatSucceedsHasTheNextCallTry() {
        circuit.probed("health: refused", Duration.ofSeconds(5), now);
        assertThat(state()).isEqualTo(State.CLOSED);
        circuit.probed("health: refused", Duration.ofSeconds(5), now);
        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(circuit.health(now).lastError()).isEqualTo("health: refused");

        circuit.probed(null, Duration.ofSeconds(5), now);
        assertThat(circuit.enter(now)).isInstanceOf(Entry.Pass.class);
    }

    @Test
    void whileProbesFailNoCallTries() {
        open();
        now = now.plus(PAUSE);
        circuit.probed("health: refused", Duration.ofSeconds(5), now);
        assertThat(circuit.enter(now)).isInstanceOf(Entry.Refused.class);
    }
}
