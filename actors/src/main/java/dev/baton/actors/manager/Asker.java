package dev.baton.actors.manager;

import dev.baton.actors.port.Runs;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunState;
import org.apache.pekko.actor.typed.ActorRef;

/** Who wants to know what became of a command. */
sealed interface Asker {

    /** @param changed false if there was nothing to change, as when the command is repeated */
    void done(RunState state, boolean changed);

    void refused(Rejection rejection);

    /** It may or may not have happened. */
    void failed(StoreException failure);

    /** Somebody outside of the runs. */
    record Caller(Runs.Detail detail, ActorRef<RunAnswer> replyTo) implements Asker {
        @Override
        public void done(RunState state, boolean changed) {
            replyTo.tell(new RunAnswer.Given(new Runs.Reply.Done(detail.of(state), changed)));
        }

        @Override
        public void refused(Rejection rejection) {
            replyTo.tell(new RunAnswer.Given(new Runs.Reply.Refused(rejection)));
        }

        @Override
        public void failed(StoreException failure) {
            replyTo.tell(new RunAnswer.Failed(failure));
        }
    }

    /** A run of the same tree; it is not told the state, which may be large. */
    record Relative(ActorRef<RunMessage> replyTo, Delivery delivery) implements Asker {
        @Override
        public void done(RunState state, boolean changed) {
            hear(changed ? RunMessage.Heard.Answer.RECORDED : RunMessage.Heard.Answer.KNOWN, "");
        }

        @Override
        public void refused(Rejection rejection) {
            hear(RunMessage.Heard.Answer.REFUSED, rejection.message());
        }

        @Override
        public void failed(StoreException failure) {
            hear(RunMessage.Heard.Answer.LATER, "");
        }

        private void hear(RunMessage.Heard.Answer answer, String why) {
            replyTo.tell(new RunMessage.Heard(delivery, answer, why));
        }
    }
}
