package dev.baton.actors.manager;

import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Hands what happens in a run to somebody outside the actors. */
public final class RunListener {

    /** What a listener is told. */
    public sealed interface Message {

        /** Comes from any node. One that is too large to travel comes without its events: the history has them. */
        record Heard(Commit commit) implements Message {}

        /** Comes from any node. */
        record Spoken(Speech speech) implements Message {}

        enum Stop implements Message, NoSerializationVerificationNeeded {
            INSTANCE
        }
    }

    private RunListener() {}

    static Behavior<Message> create(RunEar ear) {
        return Behaviors.receive(Message.class)
                .onMessage(Message.Heard.class, heard -> {
                    ear.hears(heard.commit());
                    return Behaviors.same();
                })
                .onMessage(Message.Spoken.class, spoken -> {
                    ear.hears(spoken.speech());
                    return Behaviors.same();
                })
                .onMessage(Message.Stop.class, ignored -> Behaviors.stopped())
                .build();
    }
}
