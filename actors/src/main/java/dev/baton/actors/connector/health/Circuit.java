package dev.baton.actors.connector.health;

import dev.baton.actors.connector.health.AgentHealth.State;
import dev.baton.actors.definition.CircuitRule;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls to one agent through while it is well. When it fails too much nobody calls it for a while; then a single
 * call tries, the others wait for what comes of it, and either all go on or it is left alone for twice as long.
 */
public final class Circuit {

    /** Longer texts of errors are cut. */
    private static final int ERROR_CHARS_MAX = 300;

    /** Probes beside the work that fail in a row are as good as failed calls; a single one may be lost. */
    private static final int PROBES_FAILED_MAX = 2;

    private final FailureWindow window = new FailureWindow();
    private CircuitRule rule;
    private State state = State.CLOSED;
    private @Nullable Instant since;
    private Instant nextTry = Instant.MIN;
    private Duration pause = Duration.ZERO;
    private int failures;
    private int probesFailed;
    private @Nullable String lastError;
    /** Of the state: what comes of calls that began in an earlier one says nothing. */
    private long epoch;

    private CompletableFuture<Void> decided = new CompletableFuture<>();

    Circuit(CircuitRule rule) {
        this.rule = rule;
    }

    /** What a call may do. */
    public sealed interface Entry {

        /** Go out; what comes of it is to be {@linkplain Circuit#ended told}, whatever happens. */
        record Pass(long epoch) implements Entry {}

        /** Fail. */
        record Refused(
                Instant nextTry, int failures, @Nullable String lastError) implements Entry {}

        /** Ask again when this completes: another call tries whether the agent is well. */
        record Wait(CompletionStage<Void> decided) implements Entry {}
    }

    public synchronized Entry enter(Instant now) {
        return switch (state) {
            case CLOSED -> new Entry.Pass(epoch);
            case HALF_OPEN -> new Entry.Wait(decided);
            case OPEN -> {
                Entry.Refused refusal = refusal(now);
                if (refusal == null) {
                    become(State.HALF_OPEN, now);
                }
                yield refusal == null ? new Entry.Pass(epoch) : refusal;
            }
        };
    }

    /** Why a call would have to fail now; null if it would not. */
    public synchronized Entry.@Nullable Refused refusal(Instant now) {
        return state == State.OPEN && now.isBefore(nextTry) ? new Entry.Refused(nextTry, failures, lastError) : null;
    }

    /** What came of a call that was let through. */
    public void ended(Entry.Pass pass, Outcome outcome, Instant now) {
        CompletableFuture<Void> waiting = settle(pass, outcome, now);
        // Outside of the lock: whoever waits enters again, and calls.
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** @return what others wait for, if that is decided now */
    private synchronized @Nullable CompletableFuture<Void> settle(Entry.Pass pass, Outcome outcome, Instant now) {
        if (pass.epoch() != epoch) {
            return null;
        }
        boolean tried = state == State.HALF_OPEN;
        switch (outcome) {
            case Outcome.Well ignored -> well(tried, now);
            case Outcome.Unwell unwell -> unwell(tried, unwell, now);
            case Outcome.Unknown ignored -> {
                if (tried) {
                    nextTry = now;
                    become(State.OPEN, now);
                }
            }
        }
        if (!tried) {
            return null;
        }
        CompletableFuture<Void> waiting = decided;
        decided = new CompletableFuture<>();
        return waiting;
    }

    private void well(boolean tried, Instant now) {
        failures = 0;
        if (tried) {
            window.clear();
            pause = Duration.ZERO;
            become(State.CLOSED, now);
        } else {
            since = since == null ? now : since;
            window.count(now, rule.window(), false);
        }
    }

    private void unwell(boolean tried, Outcome.Unwell unwell, Instant now) {
        failures++;
        lastError = cut(unwell.error());
        if (tried) {
            open(unwell.retryAfter(), now);
            return;
        }
        since = since == null ? now : since;
        window.count(now, rule.window(), true);
        if (failures >= rule.failures() || window.exceeds(now, rule.window(), rule.calls(), rule.rate())) {
            open(unwell.retryAfter(), now);
        }
    }

    private void open(@Nullable Duration retryAfter, Instant now) {
        pause = pause.isZero() ? rule.pause() : pause.multipliedBy(2);
        Duration wanted = retryAfter != null && retryAfter.compareTo(pause) > 0 ? retryAfter : pause;
        Duration longest = rule.pauseMax();
        pause = pause.compareTo(longest) < 0 ? pause : longest;
        nextTry = now.plus(wanted.compareTo(longest) < 0 ? wanted : longest);
        become(State.OPEN, now);
    }

    private void become(State next, Instant now) {
        epoch++;
        // Trying whether the agent is well again is no new state of the agent.
        if ((state == State.CLOSED) != (next == State.CLOSED)) {
            since = now;
        }
        state = next;
    }

    /** What a question beside the work came to: a failed one keeps calls back, a good one has the next call try. */
    public synchronized void probed(@Nullable String error, Duration every, Instant now) {
        since = since == null ? now : since;
        if (error == null) {
            probesFailed = 0;
            if (state == State.OPEN) {
                nextTry = now;
            }
            return;
        }
        probesFailed++;
        lastError = cut(error);
        if (state == State.OPEN) {
            Instant afterNext = now.plus(every.plus(rule.pause()));
            nextTry = nextTry.isAfter(afterNext) ? nextTry : afterNext;
        } else if (state == State.CLOSED && probesFailed >= PROBES_FAILED_MAX) {
            failures = Math.max(failures, probesFailed);
            open(every.plus(rule.pause()), now);
        }
    }

    synchronized void follow(CircuitRule now) {
        rule = now;
    }

    /** Whether a call would have to wait or fail, or be the one that tries. */
    public synchronized boolean isOpen() {
        return state != State.CLOSED;
    }

    /** Nothing is lost if it is forgotten. */
    synchronized boolean isForgettable() {
        return state == State.CLOSED && failures == 0 && probesFailed == 0;
    }

    synchronized AgentHealth health(Instant now) {
        boolean due = state == State.OPEN && !now.isBefore(nextTry);
        return new AgentHealth(
                due ? State.HALF_OPEN : state,
                since,
                Math.max(failures, probesFailed),
                failures + probesFailed > 0 ? lastError : null,
                state == State.OPEN && !due ? nextTry : null);
    }

    private static String cut(String error) {
        return error.length() <= ERROR_CHARS_MAX ? error : error.substring(0, ERROR_CHARS_MAX - 1) + "…";
    }
}
