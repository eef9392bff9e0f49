package dev.baton.http.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import org.jspecify.annotations.Nullable;

/** Something that a run waits for, and that whoever follows the run may answer. */
public sealed interface Question {

    /** Tells it from every other question of the run, for ever. */
    String key();

    /** Short, for people and their programs; several questions may have the same. */
    String name();

    /** For people. */
    String text();

    /** What is asked about; null if that is nothing in particular. */
    @Nullable
    JsonNode subject();

    /** What an answer looks like; null for anything, or, for an approval, if none goes with the decision. */
    @Nullable
    JsonNode schema();

    /** A yes or a no, with an answer if a form is given. */
    record Approval(
            String key,
            String name,
            String text,
            JsonNode subject,
            String subjectHash,
            @Nullable JsonNode schema) implements Question {

        public RunCommand decided(boolean approve, @Nullable String comment, @Nullable JsonNode answer) {
            return new RunCommand.DecideApproval(
                    key, approve, comment, null, subjectHash, answer == null ? null : new Payload(answer));
        }
    }

    /** @param name of the signal that the run waits for */
    record Signal(
            String key, String name, String text, @Nullable JsonNode schema) implements Question {

        @Override
        public @Nullable JsonNode subject() {
            return null;
        }

        /** The same question is answered once, however often the answer comes. */
        public RunCommand answered(JsonNode payload) {
            return new RunCommand.Signal(name, new Payload(payload), key);
        }
    }

    /** A step that a person does. */
    record Work(
            String key,
            String name,
            String text,
            JsonNode subject,
            @Nullable JsonNode schema) implements Question {

        public RunCommand done(JsonNode output) {
            return new RunCommand.RecordResult(key, new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null));
        }

        public RunCommand refused(@Nullable String why) {
            return new RunCommand.RecordResult(
                    key,
                    new AttemptResult.Failed(
                            RunError.of(ErrorKind.REJECTED, why == null ? "rejected without a comment" : why), null));
        }
    }
}
