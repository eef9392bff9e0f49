package dev.baton.actors.pattern;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waits for time to pass (the output is the input) or for a signal (the output is its payload). */
public record WaitStep(String id, StepSettings settings, Until until) implements Step {

    public static final Pattern PATTERN = Pattern.of("wait", Pattern.Inside.IN_ORDER, """
            {
              "title": "Wait",
              "description": "Waits for time to pass (the output is the input) or for a signal (the output is its payload).",
              "properties": {
                "wait": {
                  "title": "Wait",
                  "description": "One of 'for', 'until' and 'signal'.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "for": {"$ref": "#/$defs/duration", "title": "How long"},
                    "until": {
                      "title": "time (RFC 3339)",
                      "description": "A time, or one expression in ${ } that results in one.",
                      "type": "string",
                      "examples": ["2027-01-01T00:00:00Z", "${ input.dueAt }"]
                    },
                    "signal": {"$ref": "#/$defs/name", "title": "name of a signal", "examples": ["payment-received"]},
                    "timeout": {"$ref": "#/$defs/duration", "title": "Longest wait for the signal", "description": "Then the step fails. Left out: none."}
                  },
                  "examples": [{"for": "PT10M"}, {"until": "${ input.dueAt }"}, {"signal": "payment-received", "timeout": "P14D"}]
                }
              },
              "examples": [{"id": "payment", "wait": {"signal": "payment-received", "timeout": "P14D"}}]
            }
            """, WaitStep::read);

    static WaitStep read(StepReader reader) {
        StepReader wait = reader.object("wait");
        long ends = Stream.of("for", "until", "signal").filter(wait::has).count();
        if (ends != 1) {
            wait.error(
                    "",
                    "wait.end",
                    ends == 0 ? "It does not say what ends the wait" : "Several things would end the wait",
                    "Give exactly one of 'for', 'until' and 'signal'.");
        }
        if (wait.has("timeout") && !wait.has("signal")) {
            wait.error(
                    "timeout",
                    "wait.timeout",
                    "'timeout' is only for a wait for a signal",
                    "Remove it: a wait for time ends by itself.");
        }
        return new WaitStep(reader.id(), reader.settings(), until(wait));
    }

    private static Until until(StepReader wait) {
        if (wait.has("signal")) {
            return new Until.Signalled(wait.text("signal"), wait.optionalDuration("timeout"));
        }
        if (wait.has("until")) {
            return new Until.Time(wait.timestamp("until"));
        }
        return new Until.Elapsed(wait.duration("for", Duration.ofSeconds(1)));
    }

    /** What ends the wait. */
    public sealed interface Until {

        record Elapsed(Duration duration) implements Until {}

        /** @param instant evaluates to an RFC 3339 time */
        record Time(Expression instant) implements Until {}

        /** @param timeout after which the step fails; null for none */
        record Signalled(String name, @Nullable Duration timeout) implements Until {}
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        switch (until) {
            case Until.Elapsed elapsed -> waitUntil(turn, place, turn.now().plus(elapsed.duration()));
            case Until.Time time -> startTime(turn, place, time);
            case Until.Signalled signalled -> startSignal(turn, place, signalled);
        }
    }

    private void waitUntil(Turn turn, Place place, Instant due) {
        turn.emit(new RunEvent.WaitStarted(place.path(), place.parent(), id, place.input(), null, due));
        if (!due.isAfter(turn.now())) {
            turn.complete(place.path(), new Value.InputOf(place.path()));
        }
    }

    private void startTime(Turn turn, Place place, Until.Time time) {
        RunError error;
        switch (turn.evaluate(time.instant(), place.path())) {
            case Turn.Evaluated.Not not -> error = not.error();
            case Turn.Evaluated.Of of -> {
                try {
                    waitUntil(turn, place, Instant.parse(of.json().asText()));
                    return;
                } catch (DateTimeParseException e) {
                    error = RunError.of(
                            ErrorKind.BUG,
                            time.instant().source() + " is no RFC 3339 time such as 2027-01-31T08:00:00Z but "
                                    + of.json());
                }
            }
        }
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        turn.fail(place.path(), error);
    }

    private void startSignal(Turn turn, Place place, Until.Signalled signalled) {
        Instant due = signalled.timeout() == null ? null : turn.now().plus(signalled.timeout());
        turn.emit(new RunEvent.WaitStarted(place.path(), place.parent(), id, place.input(), signalled.name(), due));
        boolean buffered =
                turn.state().signals().stream().anyMatch(signal -> signal.name().equals(signalled.name()));
        if (buffered) {
            signalled(turn, turn.instance(place.path()));
        }
    }

    @Override
    public void signalled(Turn turn, StepState self) {
        if (self.activity() instanceof Activity.AwaitingSignal awaiting) {
            RunState.BufferedSignal first = turn.state().signals().stream()
                    .filter(signal -> signal.name().equals(awaiting.signal()))
                    .findFirst()
                    .orElseThrow();
            turn.emit(new RunEvent.SignalConsumed(self.path(), awaiting.signal()));
            turn.complete(self.path(), new Value.Inline(first.payload()));
        }
    }

    @Override
    public void due(Turn turn, StepState self) {
        if (self.activity() instanceof Activity.AwaitingSignal awaiting) {
            turn.fail(
                    self.path(),
                    RunError.of(ErrorKind.TIMEOUT, "no signal " + awaiting.signal() + " before " + awaiting.dueAt()));
        } else {
            turn.complete(self.path(), new Value.InputOf(self.path()));
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        start(turn, new Place(self.path(), self.parent(), new Value.InputOf(self.path())));
    }
}
