package dev.baton.actors.pattern;

import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentRoute;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of an agent, tried again as its policy says, then the fallback agents in turn.
 *
 * @param input null for what the step gets by its place
 * @param timeout of one attempt; null for the agent's own limit
 * @param route which of the agents may be asked, and which rather than others
 */
public record AgentStep(
        String id,
        StepSettings settings,
        String agent,
        @Nullable Template input,
        @Nullable Duration timeout,
        RetryPolicy retry,
        List<String> fallback,
        AgentRoute route)
        implements Step {

    public static final Pattern PATTERN = Pattern.of("agent", Pattern.Inside.IN_ORDER, """
            {
              "title": "Agent step",
              "description": "One call of an agent, tried again if it fails, then the fallback agents in turn.",
              "properties": {
                "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["clause-extractor"]},
                "input": {
                  "title": "Input of the agent",
                  "description": "Any value; texts may hold ${ expressions }. Left out: the output of the step before.",
                  "examples": ["${ {'text': input.text} }", {"text": "${ input.text }"}]
                },
                "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt", "description": "Left out: the agent's own limit."},
                "retry": {"$ref": "#/$defs/retry"},
                "fallback": {
                  "title": "Agents that are asked when this one has failed",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 10,
                  "items": {"$ref": "#/$defs/name", "title": "name of an agent"},
                  "examples": [["clause-extractor-2"]]
                },
                "route": {"$ref": "#/$defs/route"}
              },
              "examples": [{"id": "extract", "agent": "clause-extractor", "input": "${ {'text': input.text} }", "retry": {"maxAttempts": 4}}]
            }
            """, AgentStep::read);

    static AgentStep read(StepReader reader) {
        return read(reader.id(), reader.settings(), reader.optionalTemplate("input"), reader);
    }

    /**
     * An agent that a pattern asks by itself.
     *
     * @param reader of the object that names the agent, and says how often and how long it is asked
     */
    static AgentStep inside(String id, StepReader reader) {
        return read(id, StepSettings.DEFAULT, null, reader);
    }

    private static AgentStep read(String id, StepSettings settings, @Nullable Template input, StepReader reader) {
        String agent = reader.agent("agent");
        List<String> fallback = reader.agents("fallback");
        Set<String> named = new HashSet<>(Set.of(agent));
        for (String other : fallback) {
            if (!named.add(other)) {
                reader.error(
                        "fallback",
                        "agent.repeated",
                        "The agent '" + other + "' is named twice",
                        "Name each agent once; 'retry' says how often one is asked.");
            }
        }
        return new AgentStep(
                id,
                settings,
                agent,
                input,
                reader.optionalDuration("timeout"),
                RetryPolicy.read(reader.object("retry")),
                fallback,
                reader.route());
    }

    /** Longer than this no agent may put a run off. */
    static final Duration RETRY_AFTER_MAX = Duration.ofDays(1);

    /** By the route of the workflow alone. */
    public AgentStep(
            String id,
            StepSettings settings,
            String agent,
            @Nullable Template input,
            @Nullable Duration timeout,
            RetryPolicy retry,
            List<String> fallback) {
        this(id, settings, agent, input, timeout, retry, fallback, AgentRoute.ANY);
    }

    public AgentStep {
        // Asking one again that has given up already would go round for ever.
        fallback = fallback.stream()
                .distinct()
                .filter(other -> !other.equals(agent))
                .toList();
    }

    /** What its agent has others do, if the agent works in turns. */
    @Override
    public List<Step> children() {
        return List.of(new AgentCallStep(id + ".call"));
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        AgentTurns.callEnded(turn, path);
    }

    @Override
    public boolean beginsAnew() {
        return true;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.placed(this, input, place).ifPresent(placed -> begin(turn, placed));
    }

    private void begin(Turn turn, Place place) {
        if (turn.state().held()) {
            turn.emit(new RunEvent.StepHeld(place.path(), place.parent(), id, place.input()));
        } else {
            first(turn, place);
        }
    }

    private List<String> agents() {
        List<String> all = new ArrayList<>(fallback.size() + 1);
        all.add(agent);
        all.addAll(fallback);
        return all;
    }

    /** Who is asked is decided here and recorded: labels that change later change nothing about it. */
    private void first(Turn turn, Place place) {
        List<String> line = turn.line(route, agents());
        if (line.isEmpty()) {
            unrouted(turn, place);
        } else {
            attempt(turn, place, line.getFirst(), 1);
        }
    }

    private void unrouted(Turn turn, Place place) {
        if (turn.state().step(place.path()) == null) {
            turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        }
        turn.fail(place.path(), turn.unrouted(route, agents()));
    }

    private boolean mayAsk(Turn turn, String who) {
        return !turn.line(route, List.of(who)).isEmpty();
    }

    private void attempt(Turn turn, Place place, String who, int number) {
        if (turn.isSpent(place)) {
            return;
        }
        Instant deadline = timeout == null ? null : turn.now().plus(timeout);
        turn.emit(new RunEvent.AttemptStarted(
                place.path(), place.parent(), id, turn.state().nextId(), number, who, place.input(), deadline));
    }

    private static Place placeOf(StepState self) {
        return new Place(self.path(), self.parent(), new Value.InputOf(self.path()));
    }

    @Override
    public void attemptEnded(Turn turn, StepState self, Activity.Attempting attempt, AttemptResult result) {
        switch (result) {
            case AttemptResult.Succeeded done -> succeeded(turn, self, attempt, done);
            case AttemptResult.Failed failed -> failed(turn, self, attempt, failed, Usage.NONE);
            case AttemptResult.Progressed progressed -> progressed(turn, self, attempt, progressed);
            case AttemptResult.Accepted ignored -> {}
        }
    }

    private void progressed(
            Turn turn, StepState self, Activity.Attempting attempt, AttemptResult.Progressed progressed) {
        AgentTurns.record(turn, self, attempt, progressed);
        switch (progressed.next()) {
            case AttemptResult.Next.Calls ignored -> {}
            case AttemptResult.Next.Again ignored -> {}
            case AttemptResult.Next.Done done -> succeeded(turn, self, attempt, done.result());
            case AttemptResult.Next.GivenUp givenUp -> failed(turn, self, attempt, givenUp.result(), Usage.NONE);
        }
    }

    /** An attempt whose result cannot be written to the shared memory has failed; what it has used, it has used. */
    private void succeeded(Turn turn, StepState self, Activity.Attempting attempt, AttemptResult.Succeeded result) {
        RunError unwritten = turn.complete(self.path(), attempt.attempt(), result);
        if (unwritten != null) {
            failed(turn, self, attempt, new AttemptResult.Failed(unwritten, null), result.usage());
        }
    }

    private void failed(
            Turn turn, StepState self, Activity.Attempting attempt, AttemptResult.Failed failed, Usage used) {
        RunError error = failed.error();
        turn.cancelInside(self.path(), "the attempt that it was for is over");
        List<String> line = turn.line(route, agents());
        int place = line.indexOf(attempt.agent());
        // Who is not in the line stands in for its first. For the others nobody does: after that the line would begin
        // again.
        if (failed.instead() != null && place <= 0 && mayAsk(turn, failed.instead())) {
            again(
                    turn,
                    new RunEvent.AttemptFailed(
                            self.path(), attempt.attempt(), error, turn.now(), failed.instead(), used));
            return;
        }
        if (retry.covers(error.kind()) && attempt.number() < retry.maxAttempts()) {
            Duration pause = retry.pauseAfter(attempt.number(), attempt.attempt());
            Instant at = turn.now().plus(atLeast(pause, failed.retryAfter()));
            again(turn, new RunEvent.AttemptFailed(self.path(), attempt.attempt(), error, at, attempt.agent(), used));
            return;
        }
        int next = Math.max(0, place) + 1;
        if (next < line.size()) {
            String other = line.get(next);
            again(turn, new RunEvent.AttemptFailed(self.path(), attempt.attempt(), error, turn.now(), other, used));
            return;
        }
        turn.emit(new RunEvent.AttemptFailed(self.path(), attempt.attempt(), error, null, null, used));
        turn.fail(self.path(), attempt.attempt(), error);
    }

    private static Duration atLeast(Duration pause, @Nullable Duration retryAfter) {
        if (retryAfter == null) {
            return pause;
        }
        Duration wanted = retryAfter.compareTo(RETRY_AFTER_MAX) < 0 ? retryAfter : RETRY_AFTER_MAX;
        return wanted.compareTo(pause) > 0 ? wanted : pause;
    }

    private void again(Turn turn, RunEvent.AttemptFailed failed) {
        turn.emit(failed);
        if (turn.now().equals(failed.retryAt()) && !turn.state().held()) {
            due(turn, turn.instance(failed.path()));
        }
    }

    @Override
    public void due(Turn turn, StepState self) {
        switch (self.activity()) {
            case Activity.Backoff backoff ->
                again(turn, self).ifPresent(place -> {
                    if (mayAsk(turn, backoff.agent())) {
                        attempt(turn, place, backoff.agent(), backoff.number());
                    } else {
                        unrouted(turn, place);
                    }
                });
            case Activity.Attempting attempt ->
                failed(
                        turn,
                        self,
                        attempt,
                        new AttemptResult.Failed(
                                RunError.of(
                                        ErrorKind.TIMEOUT,
                                        "agent " + attempt.agent() + " did not answer by " + attempt.dueAt()),
                                null),
                        Usage.NONE);
            case null, default -> {}
        }
    }

    /** An input that may hold what it read of the shared memory is made anew, for the memory may have changed. */
    private Optional<Place> again(Turn turn, StepState self) {
        return settings.memory().reads().isEmpty()
                ? Optional.of(placeOf(self))
                : turn.placed(this, input, placeOf(self));
    }

    @Override
    public void released(Turn turn, StepState self) {
        again(turn, self).ifPresent(place -> first(turn, place));
    }

    @Override
    public void retried(Turn turn, StepState self) {
        if (self.attempts() == 0) {
            start(turn, placeOf(self));
        } else {
            begin(turn, placeOf(self));
        }
    }
}
