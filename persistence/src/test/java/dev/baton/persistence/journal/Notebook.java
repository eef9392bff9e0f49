package dev.baton.persistence.journal;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** An entity that persists lines and tells them all; its state is the text. */
final class Notebook extends EventSourcedBehavior<Notebook.Command, Object, String> {

    sealed interface Command {}

    /** @param line what is persisted: a text, or something that cannot be stored */
    record Add(Object line, ActorRef<Integer> replyTo) implements Command {}

    record AddAll(List<String> lines, ActorRef<Integer> replyTo) implements Command {}

    record Read(ActorRef<List<String>> replyTo) implements Command {}

    record Leave() implements Command {}

    private final int snapshotEvery;

    static Behavior<Command> create(String id, int snapshotEvery) {
        return Behaviors.setup(context -> new Notebook(id, snapshotEvery));
    }

    private Notebook(String id, int snapshotEvery) {
        super(
                PersistenceId.of("Run", "default/" + id),
                SupervisorStrategy.restartWithBackoff(
                        java.time.Duration.ofMillis(50), java.time.Duration.ofMillis(200), 0));
        this.snapshotEvery = snapshotEvery;
    }

    @Override
    public String emptyState() {
        return "";
    }

    @Override
    public CommandHandler<Command, Object, String> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Add.class, add -> Effect().persist(add.line()).thenReply(add.replyTo(), Notebook::size))
                .onCommand(
                        AddAll.class,
                        add -> Effect()
                                .persist(List.<Object>copyOf(add.lines()))
                                .thenReply(add.replyTo(), Notebook::size))
                .onCommand(
                        Read.class,
                        (state, read) ->
                                Effect().reply(read.replyTo(), state.lines().toList()))
                .onCommand(Leave.class, leave -> Effect().stop())
                .build();
    }

    @Override
    public EventHandler<String, Object> eventHandler() {
        return (state, line) -> state + line + "\n";
    }

    private static int size(String state) {
        return (int) state.lines().count();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return snapshotEvery == 0 ? RetentionCriteria.disabled() : RetentionCriteria.snapshotEvery(snapshotEvery, 1);
    }
}
