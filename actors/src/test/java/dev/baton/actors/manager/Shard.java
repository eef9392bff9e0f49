package dev.baton.actors.manager;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Brings the manager of a run into memory when somebody tells it something, as a shard does, and kills it for a test. */
final class Shard {

    sealed interface Message {}

    record Pass(String run, RunMessage message) implements Message {}

    /** Comes into memory, and is told nothing. */
    record Bring(String run) implements Message {}

    /** @param replyTo hears when all that was in memory is gone */
    record KillAll(ActorRef<Done> replyTo) implements Message {}

    private final ActorContext<Message> context;
    private final Function<String, Behavior<RunMessage>> managers;
    private final Map<String, ActorRef<RunMessage>> live = new HashMap<>();
    private final Map<ActorRef<Void>, ActorRef<Done>> dying = new HashMap<>();

    private Shard(ActorContext<Message> context, Function<String, Behavior<RunMessage>> managers) {
        this.context = context;
        this.managers = managers;
    }

    static Behavior<Message> create(Function<String, Behavior<RunMessage>> managers) {
        return Behaviors.setup(context -> {
            Shard shard = new Shard(context, managers);
            return Behaviors.receive(Message.class)
                    .onMessage(Pass.class, shard::onPass)
                    .onMessage(Bring.class, shard::onBring)
                    .onMessage(KillAll.class, shard::onKillAll)
                    .onSignal(Terminated.class, shard::onTerminated)
                    .build();
        });
    }

    private Behavior<Message> onPass(Pass pass) {
        manager(pass.run()).tell(pass.message());
        return Behaviors.same();
    }

    private Behavior<Message> onBring(Bring bring) {
        ActorRef<RunMessage> ignored = manager(bring.run());
        return Behaviors.same();
    }

    private ActorRef<RunMessage> manager(String run) {
        return live.computeIfAbsent(run, id -> {
            ActorRef<RunMessage> manager = context.spawnAnonymous(managers.apply(id));
            context.watch(manager);
            return manager;
        });
    }

    private Behavior<Message> onKillAll(KillAll kill) {
        for (ActorRef<RunMessage> manager : live.values()) {
            dying.put(manager.unsafeUpcast(), kill.replyTo());
            context.stop(manager);
        }
        live.clear();
        if (dying.isEmpty()) {
            kill.replyTo().tell(Done.getInstance());
        }
        return Behaviors.same();
    }

    private Behavior<Message> onTerminated(Terminated terminated) {
        ActorRef<Done> killer = dying.remove(terminated.getRef());
        if (killer != null && dying.isEmpty()) {
            killer.tell(Done.getInstance());
        }
        return Behaviors.same();
    }
}
