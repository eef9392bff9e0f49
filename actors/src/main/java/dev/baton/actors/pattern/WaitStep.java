package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Rfc3339;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for time to pass (the output is the input), for a signal (the output is its payload), or for the first of several
 * (the output says which won).
 *
 * @param timeout of a wait for signals; null for none
 */
public record WaitStep(
        String id,
        StepSettings settings,
        Until until,
        @Nullable Duration timeout,
        OnTimeout onTimeout) implements Step {

    public static final Pattern PATTERN = Pattern.of("wait", Pattern.Inside.IN_ORDER, """
            {
              "title": "Wait",
              "description": "Waits for time to pass (the output is the input), for a signal (the output is its payload), or for the first of several (the output is {first, output}).",
              "properties": {
                "wait": {
                  "title": "Wait",
                  "description": "One of 'for', 'until', 'signal' and 'first'.",
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
                    "payload": {
                      "title": "Payload schema",
                      "description": "JSON Schema (2020-12) of what the signal carries. A signal that does not match is refused. Left out: anything.",
                      "type": ["object", "boolean"],
                      "examples": [{"type": "object", "required": ["amount"]}]
                    },
                    "first": {
                      "title": "Several, of which the first ends the wait",
                      "description": "By name; each has one of 'for', 'until' and 'signal'. The output is {first, output}: the name of the one that came first, and the signal's payload, or the input if it was a time.",
                      "type": "object",
                      "minProperties": 2,
                      "maxProperties": 20,
                      "propertyNames": {
                        "title": "name",
                        "description": "A letter, then letters, digits, '_' and '-', at most 64.",
                        "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
                      },
                      "additionalProperties": {
                        "title": "One of several",
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
                          "payload": {
                            "title": "Payload schema",
                            "description": "JSON Schema (2020-12) of what the signal carries.",
                            "type": ["object", "boolean"],
                            "examples": [{"type": "object", "required": ["amount"]}]
                          }
                        },
                        "examples": [{"signal": "payment-received"}]
                      },
                      "examples": [{"paid": {"signal": "payment-received"}, "late": {"for": "P14D"}}]
                    },
                    "timeout": {"$ref": "#/$defs/duration", "title": "Longest wait for signals", "description": "Left out: none."},
                    "onTimeout": {
                      "title": "When no signal has come in time",
                      "description": "fail: the step fails with kind 'timeout'. continue: it completes, with null. escalate: a person is told.",
                      "enum": ["fail", "continue", "escalate"],
                      "default": "fail"
                    }
                  },
                  "examples": [
                    {"for": "PT10M"},
                    {"until": "${ input.dueAt }"},
                    {"signal": "payment-received", "timeout": "P14D"},
                    {"first": {"paid": {"signal": "payment-received"}, "late": {"for": "P14D"}}}
                  ]
                }
              },
              "examples": [{"id": "payment", "wait": {"signal": "payment-received", "timeout": "P14D"}}]
            }
            """, WaitStep::read);

    /** What becomes of a step for which no signal has come in time. */
    public enum OnTimeout {
        FAIL,
        CONTINUE,
        ESCALATE
    }

    /** Without a timeout. */
    public WaitStep(String id, StepSettings settings, Until until) {
        this(id, settings, until, null, OnTimeout.FAIL);
    }

    static WaitStep read(StepReader reader) {
        StepReader wait = reader.object("wait");
        checkEnds(wait, List.of("for", "until", "signal", "first"));
        if (wait.has("timeout") && !wait.has("signal") && !wait.has("first")) {
            wait.error(
                    "timeout",
                    "wait.timeout",
                    "'timeout' is only for a wait for signals",
                    "Remove it: a wait for time ends by itself.");
        }
        if (wait.has("onTimeout") && !wait.has("timeout")) {
            wait.warning(
                    "onTimeout",
                    "wait.no-timeout",
                    "'onTimeout' has no effect, because the wait has no 'timeout'",
                    "Add 'timeout', for example P14D.");
        }
        return new WaitStep(
                reader.id(),
                reader.settings(),
                wait.has("first") ? first(wait) : until(wait),
                wait.optionalDuration("timeout"),
                wait.choice("onTimeout", OnTimeout.class, OnTimeout.FAIL));
    }

    private static void checkEnds(StepReader wait, List<String> keys) {
        long ends = keys.stream().filter(wait::has).count();
        if (ends != 1) {
            wait.error(
                    "",
                    "wait.end",
                    ends == 0 ? "It does not say what ends the wait" : "Several things would end the wait",
                    "Give exactly one of "
                            + String.join(
                                    ", ",
                                    keys.stream().map(key -> "'" + key + "'").toList())
                            + ".");
        }
        if (wait.has("payload") && !wait.has("signal")) {
            wait.error(
                    "payload",
                    "wait.payload",
                    "'payload' is only for a wait for a signal",
                    "Put it beside the 'signal' that it describes.");
        }
    }

    private static Until first(StepReader wait) {
        Map<String, Until> contenders = new LinkedHashMap<>();
        wait.named("first").forEach((name, one) -> {
            checkEnds(one, List.of("for", "until", "signal"));
            contenders.put(name, until(one));
        });
        return new Until.First(contenders);
    }

    private static Until until(StepReader wait) {
        if (wait.has("signal")) {
            return new Until.Signalled(wait.text("signal"), wait.jsonSchema("payload"));
        }
        if (wait.has("until")) {
            return new Until.Time(wait.timestamp("until"));
        }
        return new Until.Elapsed(wait.duration("for", Duration.ofSeconds(1)));
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public List<Awaited> signals() {
        return switch (until) {
            case Until.Elapsed ignored -> List.of();
            case Until.Time ignored -> List.of();
            case Until.Signalled signalled -> List.of(awaited(signalled));
            case Until.First first ->
                first.contenders().values().stream()
                        .flatMap(one ->
                                one instanceof Until.Signalled signalled ? Stream.of(awaited(signalled)) : Stream.of())
                        .toList();
        };
    }

    private static Awaited awaited(Until.Signalled signalled) {
        return new Awaited(signalled.name(), signalled.payload());
    }

    @Override
    public void start(Turn turn, Place place) {
        Instant timeoutAt = timeout == null ? null : turn.now().plus(timeout);
        switch (until) {
            case Until.Elapsed elapsed -> begin(turn, place, null, turn.now().plus(elapsed.duration()), List.of());
            case Until.Time time -> {
                Instant due = instant(turn, place, time.instant());
                if (due != null) {
                    begin(turn, place, null, due, List.of());
                }
            }
            case Until.Signalled signalled -> begin(turn, place, signalled.name(), timeoutAt, List.of());
            case Until.First first -> {
                List<RunEvent.Contender> contenders = contenders(turn, place, first);
                if (contenders != null) {
                    begin(turn, place, null, timeoutAt, contenders);
                }
            }
        }
    }

    /** A signal that came early is taken at once, before a time that has passed. */
    private void begin(
            Turn turn,
            Place place,
            @Nullable String signal,
            @Nullable Instant due,
            List<RunEvent.Contender> contenders) {
        turn.emit(new RunEvent.WaitStarted(place.path(), place.parent(), id, place.input(), signal, due, contenders));
        StepState self = turn.instance(place.path());
        Instant first = Objects.requireNonNull(self.activity()).dueAt();
        if (!takesSignal(turn, self) && first != null && !first.isAfter(turn.now())) {
            due(turn, self);
        }
    }

    private @Nullable List<RunEvent.Contender> contenders(Turn turn, Place place, Until.First first) {
        List<RunEvent.Contender> contenders = new ArrayList<>();
        for (Map.Entry<String, Until> one : first.contenders().entrySet()) {
            String name = one.getKey();
            switch (one.getValue()) {
                case Until.Elapsed elapsed ->
                    contenders.add(new RunEvent.Contender(name, null, turn.now().plus(elapsed.duration())));
                case Until.Signalled signalled -> contenders.add(new RunEvent.Contender(name, signalled.name(), null));
                case Until.Time time -> {
                    Instant due = instant(turn, place, time.instant());
                    if (due == null) {
                        return null;
                    }
                    contenders.add(new RunEvent.Contender(name, null, due));
                }
                case Until.First ignored -> throw new IllegalStateException("a race inside a race at " + id);
            }
        }
        return contenders;
    }

    /** Null if the expression results in no time; then the step has failed. */
    private @Nullable Instant instant(Turn turn, Place place, Expression instant) {
        RunError error;
        switch (turn.evaluate(instant, place.path())) {
            case Evaluated.Not not -> error = not.error();
            case Evaluated.Of of -> {
                try {
                    return Rfc3339.parse(of.json().asText());
                } catch (DateTimeParseException e) {
                    error = RunError.of(
                            ErrorKind.BUG,
                            instant.source() + " is no RFC 3339 time such as 2027-01-31T08:00:00Z but " + of.json());
                }
            }
        }
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        turn.fail(place.path(), error);
        return null;
    }

    @Override
    public void signalled(Turn turn, StepState self) {
        takesSignal(turn, self);
    }

    /**
     * Takes the oldest of the signals that it waits for, if there is one, and has ended with it. What it waits for is what
     * it has said it would when it began: by now the run may go on with another version of its workflow.
     */
    private boolean takesSignal(Turn turn, StepState self) {
        List<RunState.BufferedSignal> signals = turn.state().signals();
        for (int place = 0; place < signals.size(); place++) {
            RunState.BufferedSignal signal = signals.get(place);
            if (self.activity() instanceof Activity.AwaitingSignal one) {
                if (one.awaits(signal.name()) && takes(signal.name(), signal.payload())) {
                    consume(turn, self, place);
                    turn.complete(self.path(), new Value.Inline(signal.payload()));
                    return true;
                }
            } else if (self.activity() instanceof Activity.AwaitingFirst first) {
                String winner = winner(first, signal);
                if (winner != null) {
                    consume(turn, self, place);
                    won(turn, self, winner, new Value.Inline(signal.payload()));
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable String winner(Activity.AwaitingFirst first, RunState.BufferedSignal signal) {
        return first.contenders().stream()
                .filter(one -> signal.name().equals(one.signal()) && wins(one.name(), signal))
                .map(RunEvent.Contender::name)
                .findFirst()
                .orElse(null);
    }

    private boolean wins(String contender, RunState.BufferedSignal signal) {
        if (until instanceof Until.First first
                && first.contenders().get(contender) instanceof Until.Signalled signalled
                && signalled.name().equals(signal.name())) {
            return awaited(signalled).takes(signal.name(), signal.payload());
        }
        return takes(signal.name(), signal.payload());
    }

    private static void consume(Turn turn, StepState self, int place) {
        List<RunState.BufferedSignal> signals = turn.state().signals();
        String name = signals.get(place).name();
        int skipped = (int) signals.subList(0, place).stream()
                .filter(earlier -> earlier.name().equals(name))
                .count();
        turn.emit(new RunEvent.SignalConsumed(self.path(), name, skipped));
    }

    private static void won(Turn turn, StepState self, @Nullable String winner, Value output) {
        Map<String, Value> fields = new LinkedHashMap<>();
        Payload name = new Payload(winner == null ? NullNode.getInstance() : TextNode.valueOf(winner));
        fields.put("first", new Value.Inline(name));
        fields.put("output", output);
        turn.complete(self.path(), new Value.ObjectOf(fields));
    }

    @Override
    public void due(Turn turn, StepState self) {
        if (self.activity() instanceof Activity.AwaitingFirst awaiting) {
            RunEvent.Contender due = awaiting.firstDue();
            if (due == null) {
                timedOut(turn, self, "none of its signals came before " + awaiting.timeoutAt());
            } else {
                won(turn, self, due.name(), new Value.InputOf(self.path()));
            }
        } else if (self.activity() instanceof Activity.AwaitingSignal awaiting) {
            timedOut(turn, self, "no signal " + awaiting.signal() + " before " + awaiting.dueAt());
        } else {
            turn.complete(self.path(), new Value.InputOf(self.path()));
        }
    }

    private void timedOut(Turn turn, StepState self, String why) {
        RunError error = RunError.of(ErrorKind.TIMEOUT, why);
        switch (onTimeout) {
            case FAIL -> turn.fail(self.path(), error);
            case ESCALATE -> turn.escalate(self.path(), error);
            case CONTINUE -> {
                if (self.activity() instanceof Activity.AwaitingFirst) {
                    won(turn, self, null, new Value.Inline(Payload.NULL));
                } else {
                    turn.complete(self.path(), new Value.Inline(Payload.NULL));
                }
            }
        }
    }

    @Override
    public void retried(Turn turn, StepState self) {
        start(turn, new Place(self.path(), self.parent(), new Value.InputOf(self.path())));
    }
}
