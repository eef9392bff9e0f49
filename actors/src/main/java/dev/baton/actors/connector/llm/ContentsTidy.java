package dev.baton.actors.connector.llm;

import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.ContentsStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Has what models read and said deleted when its time is over. Of several nodes the one with the first cell does it. */
public final class ContentsTidy {

    /** Contents that are not kept are gone this long after the end of their run. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A full store is emptied step by step, beside the work of the runs. */
    private static final Duration STEP = Duration.ofMillis(500);

    /** Of this node alone. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    private enum Look implements Message {
        INSTANCE
    }

    private record Tidied(boolean more) implements Message {}

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final ContentsStore store;
    private final Territory territory;
    private final Duration keep;
    private final InstantSource clock;

    /** @param keep how long contents by reference stay after the end of their run */
    public static Behavior<Message> create(
            ContentsStore store, Territory territory, Duration keep, InstantSource clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ContentsTidy(context, timers, store, territory, keep, clock).behavior()));
    }

    private ContentsTidy(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ContentsStore store,
            Territory territory,
            Duration keep,
            InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.store = store;
        this.territory = territory;
        this.keep = keep;
        this.clock = clock;
        lookAfter(PAUSE);
    }

    private void lookAfter(Duration pause) {
        timers.startSingleTimer(Look.INSTANCE, Look.INSTANCE, pause);
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Tidied.class, this::onTidied)
                .build();
    }

    private Behavior<Message> onLook() {
        context.pipeToSelf(
                territory.held().contains(0) ? store.trim(keep, clock.instant()) : CompletableFuture.completedFuture(0),
                // A store that is away is asked again.
                (deleted, failure) -> new Tidied(deleted != null && deleted >= ContentsStore.TRIM_MAX));
        return Behaviors.same();
    }

    private Behavior<Message> onTidied(Tidied tidied) {
        lookAfter(tidied.more() ? STEP : PAUSE);
        return Behaviors.same();
    }
}
