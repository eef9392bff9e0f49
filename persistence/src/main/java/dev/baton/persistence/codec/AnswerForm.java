package dev.baton.persistence.codec;

import dev.baton.actors.manager.RunAnswer;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Rejection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a manager answers, as it travels: exactly one of the four is there.
 *
 * @param done the run as it is
 * @param stored number of the last event of a run that is too large to travel
 */
record AnswerForm(
        @Nullable StoredRun done,
        boolean changed,
        @Nullable Rejection refused,
        @Nullable Failure failed,
        @Nullable Long stored) {

    record Failure(String code, String message, @Nullable Duration retryAfter, int cell) {

        static Failure of(StoreException failure) {
            Duration retryAfter = switch (failure) {
                case StoreUnavailable unavailable -> unavailable.retryAfter();
                case StoreBusy busy -> busy.retryAfter();
                case UnreadableDefinition newer -> newer.retryAfter();
                default -> null;
            };
            int cell = failure instanceof Fenced fenced ? fenced.cell() : 0;
            return new Failure(code(failure), String.valueOf(failure.getMessage()), retryAfter, cell);
        }

        /** There are nodes that know only the codes of the first versions; to their callers this one is the same. */
        private static String code(StoreException failure) {
            return failure instanceof UnreadableDefinition ? StoreUnavailable.CODE : failure.code();
        }
    }

    static AnswerForm of(RunAnswer answer) {
        return switch (answer) {
            case RunAnswer.Given(Runs.Reply.Done done) ->
                new AnswerForm(StoredRun.of(done.state()), done.changed(), null, null, null);
            case RunAnswer.Given(Runs.Reply.Refused refused) ->
                new AnswerForm(null, false, refused.rejection(), null, null);
            case RunAnswer.Failed failed -> new AnswerForm(null, false, null, Failure.of(failed.failure()), null);
            case RunAnswer.Stored stored -> new AnswerForm(null, stored.changed(), null, null, stored.lastEvent());
        };
    }

    static RunAnswer withoutRun(RunAnswer answer) {
        return answer instanceof RunAnswer.Given(Runs.Reply.Done done)
                ? new RunAnswer.Stored(done.state().lastEvent(), done.changed())
                : answer;
    }

    RunAnswer answer() throws IOException {
        if (done != null) {
            return new RunAnswer.Given(new Runs.Reply.Done(done.state(), changed));
        }
        if (refused != null) {
            return new RunAnswer.Given(new Runs.Reply.Refused(refused));
        }
        if (failed != null) {
            return new RunAnswer.Failed(
                    StoreException.told(failed.code(), failed.message(), failed.retryAfter(), failed.cell()));
        }
        if (stored != null) {
            return new RunAnswer.Stored(stored, changed);
        }
        throw new IOException("an answer that says nothing");
    }
}
