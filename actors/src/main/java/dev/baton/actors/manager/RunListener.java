package dev.baton.actors.manager;

import dev.baton.actors.run.Commit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Hands a run's commits to somebody outside the actors. */
final class RunListener {

    sealed interface Message {

        record Heard(Commit commit) implements Message {}

        enum Stop implements Message {
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
