package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Objects;

/**
 * Undoes what has completed inside an instance, or in the whole run, the last first. No definition holds it: it begins
 * when a failure or a cancellation asks for it, and stands beside all steps, so that nothing around can cut it short.
 */
record Undo(String id) implements Step {

    /** The name under which it is recorded what is undone, in which order. */
    static final String ORDER = "undo";

    private static final String NAME = "@undo";

    /** @param scope the step inside which all is undone; the root for the whole run */
    static String idFor(Step scope) {
        return InstancePath.list(scope.id(), NAME);
    }

    /** @param scope path of the instance inside which all is undone; empty for the whole run */
    static String pathFor(String scope) {
        return InstancePath.list(scope, NAME);
    }

    /** Whether an instance undoes what has completed inside another, or in the run. */
    static boolean isOne(StepState step) {
        return step.step().endsWith(NAME);
    }

    /** The path of the instance inside which all is undone. */
    static String scopeOf(StepState undo) {
        return undo.path().substring(0, undo.path().length() - NAME.length() - 1);
    }

    @Override
    public StepSettings settings() {
        return StepSettings.DEFAULT;
    }

    @Override
    public List<Step> children() {
        return List.of();
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.emit(new RunEvent.StepStarted(place.path(), place.parent(), id, place.input()));
        proceed(turn, place.path());
    }

    /** What is being undone inside comes first. */
    void proceed(Turn turn, String path) {
        StepState self = turn.instance(path);
        if (!self.choices().isEmpty() || turn.remedies().isUndoingInside(scopeOf(self))) {
            return;
        }
        ArrayNode order = JsonNodeFactory.instance.arrayNode();
        turn.remedies().toUndo(scopeOf(self)).forEach(order::add);
        turn.emit(new RunEvent.StepDecided(path, ORDER, new Payload(order)));
        next(turn, path);
    }

    private void next(Turn turn, String path) {
        StepState self = turn.instance(path);
        JsonNode order = self.choices().getFirst().value().json();
        int done = self.children().started();
        if (done == order.size()) {
            turn.complete(path, new Value.Inline(Payload.NULL));
            return;
        }
        StepState undone = turn.instance(order.get(done).asText());
        Step body = Objects.requireNonNull(
                turn.plan().step(undone.step()).settings().compensate());
        turn.start(body, new Place(Remedies.compensationOf(undone, body), path, new Value.OutputOf(undone.path())));
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() == StepStatus.COMPLETED) {
            next(turn, path);
        } else {
            RunError cause =
                    Objects.requireNonNullElse(child.error(), RunError.of(ErrorKind.CANCELLED, "it was cancelled"));
            turn.fail(path, new RunError(cause.kind(), "step " + child.path() + ": " + cause.message(), null));
        }
    }

    /** A person decides about each compensation by itself. */
    @Override
    public void retried(Turn turn, StepState self) {
        throw new IllegalStateException(self.path() + " waits for nobody");
    }
}
