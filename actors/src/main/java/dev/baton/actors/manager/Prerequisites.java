package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** What some commands need to be read before they are decided: the past of another run, another version of the workflow. */
final class Prerequisites {

    private final ActorContext<RunMessage> context;
    private final RunKey key;
    private final Engine engine;
    private final Duration retryAfter;

    /** @param retryAfter what those are told who ask while the store cannot be read */
    Prerequisites(ActorContext<RunMessage> context, RunKey key, Engine engine, Duration retryAfter) {
        this.context = context;
        this.key = key;
        this.engine = engine;
        this.retryAfter = retryAfter;
    }

    /** Whether something is being read for this command, which comes back with it. */
    boolean read(RunState state, RunMessage.Ask ask) {
        if (!state.exists() && ask.command() instanceof RunCommand.Fork fork && fork.past() == null) {
            RunKey source = new RunKey(key.tenant(), fork.origin().run());
            readPast(source, fork, ask);
            return true;
        }
        if (state.exists()
                && ask.command() instanceof RunCommand.Migrate migrate
                && engine.catalog().workflow(key.tenant(), migrate.digest()).isEmpty()) {
            context.pipeToSelf(
                    engine.catalog().loadWorkflow(key.tenant(), migrate.digest()),
                    (found, failure) -> new RunMessage.TargetRead(ask, found != null && found.isPresent(), failure));
            return true;
        }
        return false;
    }

    /** The same for what another run of the tree tells. */
    boolean read(RunState state, RunMessage.Told told) {
        if (!state.exists() && told.command() instanceof RunCommand.Fork fork && fork.past() == null) {
            readPast(new RunKey(key.tenant(), fork.origin().run()), fork, told);
            return true;
        }
        return false;
    }

    private void readPast(RunKey source, RunCommand.Fork fork, RunMessage.Remote message) {
        context.pipeToSelf(
                Pasts.read(engine.history(), source, fork.unread()),
                (past, failure) -> new RunMessage.PastRead(message, past, failure));
    }

    /** The command that can be decided now; null if it has been answered instead. */
    RunMessage.@Nullable Ask found(RunMessage.TargetRead read) {
        if (read.failure() != null) {
            fail(read.ask(), read.failure());
            return null;
        }
        return read.ask();
    }

    /** The command with the past of the run where this one begins; null if it has been answered instead. */
    @Nullable
    RunMessage found(RunMessage.PastRead read) {
        if (read.message() instanceof RunMessage.Told told) {
            return found(told, read);
        }
        RunMessage.Ask ask = (RunMessage.Ask) read.message();
        if (read.past() == null) {
            fail(ask, Objects.requireNonNull(read.failure()));
            return null;
        }
        RunCommand.Fork fork = (RunCommand.Fork) ask.command();
        Rejection unfit = Pasts.unfit(read.past(), fork.origin());
        if (unfit != null) {
            ask.replyTo().tell(new RunAnswer.Given(new Runs.Reply.Refused(unfit)));
            return null;
        }
        return new RunMessage.Ask(fork.from(read.past()), ask.by(), ask.cause(), ask.detail(), ask.replyTo());
    }

    private static @Nullable RunMessage found(RunMessage.Told told, RunMessage.PastRead read) {
        RunCommand.Fork fork = (RunCommand.Fork) told.command();
        if (read.past() == null) {
            told.replyTo().tell(new RunMessage.Heard(told.delivery(), RunMessage.Heard.Answer.LATER, ""));
            return null;
        }
        return new RunMessage.Told(told.delivery(), fork.begun(read.past()), told.by(), told.cause(), told.replyTo());
    }

    private void fail(RunMessage.Ask ask, Throwable failure) {
        ask.replyTo().tell(new RunAnswer.Failed(StoreFailures.of(failure, retryAfter)));
    }
}
