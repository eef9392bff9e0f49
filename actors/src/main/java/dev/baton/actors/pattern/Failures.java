package dev.baton.actors.pattern;

import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;

/** What a pattern says when it fails because a step inside it did. */
final class Failures {

    private Failures() {}

    static RunError of(StepState child) {
        if (child.status() == StepStatus.CANCELLED || child.error() == null) {
            return RunError.of(ErrorKind.CANCELLED, "step " + child.path() + " was cancelled");
        }
        RunError cause = child.error();
        String origin = "step " + child.path();
        String message = cause.message().startsWith("step ") ? cause.message() : origin + ": " + cause.message();
        return new RunError(cause.kind(), message, cause.details());
    }
}
