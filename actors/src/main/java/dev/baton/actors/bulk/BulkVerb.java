package dev.baton.actors.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunStatus;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is asked of every run. */
public sealed interface BulkVerb {

    record Pause(@Nullable String reason) implements BulkVerb {}

    record Resume() implements BulkVerb {}

    record Cancel(@Nullable String reason) implements BulkVerb {}

    record Terminate(@Nullable String reason) implements BulkVerb {}

    record Retry(@Nullable String reason) implements BulkVerb {}

    /** @param payload at most {@value #PAYLOAD_CHARS_MAX} characters: the operation holds it */
    record Signal(String name, JsonNode payload) implements BulkVerb {

        public static final int PAYLOAD_CHARS_MAX = 16_384;
    }

    /** @param digest of the definition of that version */
    record Migrate(int version, String digest, @Nullable String reason) implements BulkVerb {}

    /** As the API and the command line call it. */
    default String word() {
        return switch (this) {
            case Pause ignored -> "pause";
            case Resume ignored -> "resume";
            case Cancel ignored -> "cancel";
            case Terminate ignored -> "terminate";
            case Retry ignored -> "retry";
            case Signal ignored -> "signal";
            case Migrate ignored -> "migrate";
        };
    }

    /** What each run is told. */
    default RunCommand command() {
        return switch (this) {
            case Pause pause -> new RunCommand.Pause(pause.reason());
            case Resume ignored -> new RunCommand.Resume();
            case Cancel cancel -> new RunCommand.Cancel(cancel.reason());
            case Terminate terminate -> new RunCommand.Terminate(terminate.reason());
            case Retry retry -> new RunCommand.Retry(retry.reason());
            case Signal signal -> new RunCommand.Signal(signal.name(), new Payload(signal.payload()), null);
            case Migrate migrate -> new RunCommand.Migrate(migrate.version(), migrate.digest(), migrate.reason());
        };
    }

    /** Codes of the statuses in which a run can do it: those that are meant if nothing else is said. */
    default Set<String> statuses() {
        return switch (this) {
            case Pause ignored -> codes(RunStatus.RUNNING, RunStatus.WAITING);
            case Resume ignored -> codes(RunStatus.PAUSED);
            case Cancel ignored -> codes(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED);
            case Terminate ignored -> codes(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED);
            case Retry ignored -> codes(RunStatus.FAILED, RunStatus.CANCELLED);
            case Signal ignored -> codes(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED);
            case Migrate ignored ->
                codes(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED, RunStatus.FAILED, RunStatus.CANCELLED);
        };
    }

    private static Set<String> codes(RunStatus... statuses) {
        return Stream.of(statuses).map(RunStatus::code).collect(Collectors.toSet());
    }
}
