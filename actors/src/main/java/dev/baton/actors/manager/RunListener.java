package dev.baton.actors.manager;

import dev.baton.actors.run.Commit;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Hands a run's commits to somebody outside the actors. */
public final class RunListener {

    /** What a listener is told. */
    public sealed interface Message {

        /** Comes from any node. One that is too large to travel comes without its events: the history has them. */
        record Heard(Commit commit) implements Message {}

        enum Stop implements Message, NoSerializationVerificationNeeded {
            INSTANCE
        }
    }

    private RunListener() {}

    static Behavior<Message> create(Consumer<Commit> consumer) {
        return Behaviors.receive(Message.class)
                .onMessage(Message.Heard.class, heard -> {
                    consumer.accept(heard.commit());
                    return Behaviors.same();
                })
                .onMessage(Message.Stop.class, ignored -> Behaviors.stopped())
                .build();
    }
}
