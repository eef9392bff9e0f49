package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.ChildRun.ParentClose;
import dev.baton.actors.run.Cut;
import dev.baton.actors.run.End;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of another workflow, which lives by itself and tells its end; its output is the step's. The version is pinned
 * when the step begins.
 *
 * @param version null for the latest
 * @param input null for what the step gets by its place
 * @param timeout of the child run; null for its workflow's own limit
 * @param parentClose what becomes of the child if the step is over before it
 */
public record WorkflowStep(
        String id,
        StepSettings settings,
        String workflow,
        @Nullable Integer version,
        @Nullable Template input,
        @Nullable Duration timeout,
        ParentClose parentClose)
        implements Step {

    public static final Pattern PATTERN = Pattern.of("workflow", Pattern.Inside.IN_ORDER, """
            {
              "title": "Workflow step",
              "description": "A run of another workflow, with a history of its own. Its output is the step's; it fails and is cancelled with the step.",
              "properties": {
                "workflow": {"$ref": "#/$defs/name", "title": "name of a workflow", "examples": ["credit-check"]},
                "version": {"title": "Version", "description": "Left out: the latest when the step begins.", "type": "integer", "minimum": 1, "maximum": 2147483647, "examples": [2]},
                "input": {
                  "title": "Input of the run",
                  "description": "Any value; texts may hold ${ expressions }. Left out: the output of the step before.",
                  "examples": ["${ {'customer': input.customer} }", {"customer": "${ input.customer }"}]
                },
                "timeout": {"$ref": "#/$defs/duration", "title": "Time for the run", "description": "Left out: its workflow's own limit. What is left of the time of the run around it always holds too."},
                "parentClose": {
                  "title": "When the step is over before the run",
                  "description": "cancel: the run is cancelled. abandon: it goes on by itself.",
                  "enum": ["cancel", "abandon"],
                  "default": "cancel"
                }
              },
              "examples": [{"id": "credit", "workflow": "credit-check", "input": {"customer": "${ input.customer }"}, "timeout": "PT1H"}]
            }
            """, WorkflowStep::read);

    static WorkflowStep read(StepReader reader) {
        String name = reader.workflow("workflow", "version", "input");
        return new WorkflowStep(
                reader.id(),
                reader.settings(),
                name,
                reader.has("version") ? reader.integer("version", 1) : null,
                reader.optionalTemplate("input"),
                reader.optionalDuration("timeout"),
                reader.choice("parentClose", ParentClose.class, ParentClose.CANCEL));
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.placed(this, input, place).ifPresent(placed -> begin(turn, placed));
    }

    private void begin(Turn turn, Place place) {
        if (turn.state().held()) {
            turn.emit(new RunEvent.StepHeld(place.path(), place.parent(), id, place.input()));
        } else {
            startRun(turn, place);
        }
    }

    private void refuse(Turn turn, Place place, RunError error) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        turn.fail(place.path(), error);
    }

    private void startRun(Turn turn, Place place) {
        if (turn.isSpent(place)) {
            return;
        }
        @Nullable ChildRun past = turn.pastChild(place.path());
        if (past != null) {
            ChildRun child = child(turn, place, past.workflow(), past.version(), past.digest(), turn.cut(past));
            turn.emit(new RunEvent.ChildStarted(place.path(), place.parent(), id, place.input(), child));
            return;
        }
        Optional<KnownWorkflows.Known> known = turn.workflow(workflow, version);
        RunError error = known.isEmpty() ? unknown() : misfit(turn, known.get(), place.input());
        if (error != null) {
            refuse(turn, place, error);
            return;
        }
        ChildRun child = child(
                turn,
                place,
                workflow,
                known.orElseThrow().version(),
                known.orElseThrow().digest(),
                null);
        turn.emit(new RunEvent.ChildStarted(place.path(), place.parent(), id, place.input(), child));
    }

    private ChildRun child(Turn turn, Place place, String name, int number, String digest, @Nullable Cut continues) {
        return new ChildRun(
                turn.state().nextChildId(),
                name,
                number,
                digest,
                deadline(turn, place),
                parentClose,
                switch (parentClose) {
                    case CANCEL -> turn.rest(this, place);
                    case ABANDON -> null;
                },
                continues);
    }

    private RunError unknown() {
        return RunError.of(
                ErrorKind.REJECTED,
                "there is no workflow " + workflow + (version == null ? "" : " version " + version)
                        + "; apply its definition, then retry");
    }

    private @Nullable RunError misfit(Turn turn, KnownWorkflows.Known known, Value value) {
        if (turn.state().started().depth() >= Lineage.DEPTH_MAX) {
            return RunError.of(
                    ErrorKind.POLICY,
                    "there are " + Lineage.DEPTH_MAX + " runs above this one already: it may start no run of workflow "
                            + workflow);
        }
        SchemaCheck schema = known.input();
        List<String> violations = schema == null
                ? List.of()
                : schema.violations(turn.state().resolve(value).json());
        return violations.isEmpty()
                ? null
                : RunError.of(
                        ErrorKind.REJECTED,
                        "the input does not match the schema of workflow " + workflow + " version " + known.version()
                                + ": " + String.join("; ", violations));
    }

    /** The tightest of its own and, unless it may go on without them, those of what is around it. */
    private @Nullable Instant deadline(Turn turn, Place place) {
        Instant own = timeout == null ? null : turn.now().plus(timeout);
        Instant around = switch (parentClose) {
            case CANCEL -> turn.deadline(place);
            case ABANDON -> null;
        };
        if (own == null || around == null) {
            return own == null ? around : own;
        }
        return own.isBefore(around) ? own : around;
    }

    @Override
    public void childRunEnded(Turn turn, StepState self, End end) {
        if (end.status() == RunStatus.COMPLETED) {
            Payload output = Objects.requireNonNullElse(end.output(), Payload.NULL);
            turn.complete(self.path(), new Value.Inline(output));
        } else {
            turn.fail(self.path(), failure(Objects.requireNonNull(self.child()), end));
        }
    }

    private static RunError failure(ChildRun child, End end) {
        @Nullable RunError cause = end.error();
        String who =
                "child run " + child.run() + " (workflow " + child.workflow() + " version " + child.version() + ")";
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("run", child.run());
        details.put("workflow", child.workflow());
        details.put("version", child.version());
        details.put("status", end.status().code());
        if (end.status() == RunStatus.CANCELLED) {
            String how = cause == null ? " was cancelled" : " was " + cause.message();
            return new RunError(ErrorKind.CANCELLED, who + how, new Payload(details));
        }
        Objects.requireNonNull(cause, "a run that failed says why");
        if (cause.details() != null) {
            details.set("details", cause.details().json());
        }
        return new RunError(cause.kind(), who + " failed: " + cause.message(), new Payload(details));
    }

    private static Place placeOf(StepState self) {
        return new Place(self.path(), self.parent(), new Value.InputOf(self.path()));
    }

    @Override
    public void released(Turn turn, StepState self) {
        startRun(turn, placeOf(self));
    }

    /** Starts another run; one that never began gets its input made anew. */
    @Override
    public void retried(Turn turn, StepState self) {
        if (self.child() == null) {
            start(turn, placeOf(self));
        } else {
            begin(turn, placeOf(self));
        }
    }
}
