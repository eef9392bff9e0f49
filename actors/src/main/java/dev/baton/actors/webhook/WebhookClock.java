package dev.baton.actors.webhook;

import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.WebhookStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks going, each node those of its shards: turn after turn while there is something for them, none of which
 * waits for another. It decides nothing.
 */
public final class WebhookClock {

    /** Webhooks that are looked after, of all tenants. */
    private static final int WEBHOOKS_MAX = 10_000;

    /** Webhooks that have their turn at the same time; a slow receiver keeps its place for no longer than it may take. */
    private static final int IN_HAND_MAX = 64;

    /** What is old is deleted, and webhooks are counted, this often. */
    private static final Duration TIDY = Duration.ofSeconds(30);

    /** Of this node alone. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    private enum Look implements Message {
        INSTANCE
    }

    private enum Tidy implements Message {
        INSTANCE
    }

    private record Nudge(WebhookKey key) implements Message {}

    /** @param abandoned cells that no node has, and that are for this one to look after */
    private record Found(List<WebhookState> states, Optional<FeedPosition> last, CellSet abandoned) {}

    private record Seen(@Nullable Found found, @Nullable Throwable failure) implements Message {}

    private record Turned(
            WebhookKey key,
            WebhookTurns.@Nullable Rest rest,
            @Nullable Throwable failure) implements Message {}

    private record Tidied(boolean more) implements Message {}

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final WebhookTurns turns;
    private final WebhookMetrics metrics;
    private final WebhookStore store;
    private final EventFeed feed;
    private final Territory territory;
    private final Duration keep;
    private final InstantSource clock;
    private final Deque<WebhookKey> waiting = new ArrayDeque<>();
    private final Set<WebhookKey> inHand = new HashSet<>();
    /** Those of them that were changed meanwhile. */
    private final Set<WebhookKey> again = new HashSet<>();
    /** Until when there is nothing to do for a webhook. */
    private final Map<WebhookKey, WebhookTurns.Rest> resting = new HashMap<>();

    private boolean looking;

    public static Behavior<Message> create(Webhooks webhooks, Territory territory, MeterRegistry registry) {
        WebhookMetrics metrics = new WebhookMetrics(registry);
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ActorRef<Message> self = context.getSelf();
            webhooks.onNudge(key -> self.tell(new Nudge(key)));
            return new WebhookClock(context, timers, webhooks, territory, metrics).behavior();
        }));
    }

    private WebhookClock(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Webhooks webhooks,
            Territory territory,
            WebhookMetrics metrics) {
        Webhooks.Means means = webhooks.means();
        this.context = context;
        this.timers = timers;
        this.turns = new WebhookTurns(webhooks, means, metrics);
        this.metrics = metrics;
        this.store = means.store();
        this.feed = means.feed();
        this.territory = territory;
        this.keep = means.settings().keep();
        this.clock = means.clock();
        timers.startTimerWithFixedDelay(
                Look.INSTANCE, Look.INSTANCE, Duration.ZERO, means.settings().poll());
        timers.startSingleTimer(Tidy.INSTANCE, Tidy.INSTANCE, TIDY);
    }

    private Behavior<Message> behavior() {
        return Behaviors.receive(Message.class)
                .onMessage(Look.class, ignored -> onLook())
                .onMessage(Seen.class, this::onSeen)
                .onMessage(Nudge.class, this::onNudge)
                .onMessage(Turned.class, this::onTurned)
                .onMessage(Tidy.class, ignored -> onTidy())
                .onMessage(Tidied.class, this::onTidied)
                .build();
    }

    private Behavior<Message> onLook() {
        if (!looking && waiting.isEmpty()) {
            looking = true;
            context.pipeToSelf(
                    store.active(WEBHOOKS_MAX)
                            .thenCompose(states -> states.isEmpty()
                                    ? CompletableFuture.completedFuture(
                                            new Found(states, Optional.empty(), CellSet.NONE))
                                    : feed.last()
                                            .thenCombine(
                                                    territory.abandoned(),
                                                    (last, cells) -> new Found(states, last, cells))),
                    Seen::new);
        }
        return Behaviors.same();
    }

    private Behavior<Message> onSeen(Seen seen) {
        looking = false;
        Found found = seen.found();
        if (found == null) {
            context.getLog().debug("The store did not say which webhooks there are; asking again", seen.failure());
            return Behaviors.same();
        }
        Instant now = clock.instant();
        CellSet held = territory.held();
        resting.values().removeIf(rest -> !rest.until().isAfter(now));
        for (WebhookState state : found.states()) {
            int cell = Cells.of(state.key().toString());
            boolean ours = held.contains(cell) || found.abandoned().contains(cell);
            boolean news = found.last().isPresent() && found.last().get().compareTo(state.next()) >= 0;
            WebhookTurns.Rest rest = resting.get(state.key());
            boolean due = rest == null || (news && !rest.firm());
            if (ours && due && !inHand.contains(state.key())) {
                waiting.add(state.key());
            }
        }
        return takeUp();
    }

    private Behavior<Message> onNudge(Nudge nudge) {
        resting.remove(nudge.key());
        if (inHand.contains(nudge.key())) {
            again.add(nudge.key());
        }
        return onLook();
    }

    private Behavior<Message> takeUp() {
        while (inHand.size() < IN_HAND_MAX && !waiting.isEmpty()) {
            WebhookKey key = waiting.remove();
            if (inHand.add(key)) {
                context.pipeToSelf(turns.turn(key), (rest, failure) -> new Turned(key, rest, failure));
            }
        }
        return Behaviors.same();
    }

    private Behavior<Message> onTurned(Turned turned) {
        inHand.remove(turned.key());
        boolean changed = again.remove(turned.key());
        WebhookTurns.Rest rest = turned.rest();
        if (rest == null) {
            context.getLog().debug("Webhook {} did not go on; trying again", turned.key(), turned.failure());
            rest = new WebhookTurns.Rest(clock.instant().plus(WebhookTurns.IDLE), true);
        }
        if (!changed && rest.until().isAfter(clock.instant())) {
            resting.put(turned.key(), rest);
            return takeUp();
        }
        takeUp();
        return onLook();
    }

    /** One node does it: the one that has the first cell. */
    private Behavior<Message> onTidy() {
        Instant now = clock.instant();
        context.pipeToSelf(
                store.countByStatus().thenCompose(counts -> {
                    metrics.count(counts);
                    return territory.held().contains(0)
                            ? feed.trim(keep, now)
                                    .thenCombine(
                                            store.trim(keep, now), (rows, deliveries) -> rows > 0 || deliveries > 0)
                            : CompletableFuture.completedFuture(false);
                }),
                (more, failure) -> new Tidied(Boolean.TRUE.equals(more)));
        return Behaviors.same();
    }

    private Behavior<Message> onTidied(Tidied tidied) {
        // A full store is emptied step by step, beside the work of the runs.
        timers.startSingleTimer(Tidy.INSTANCE, Tidy.INSTANCE, tidied.more() ? Duration.ofMillis(500) : TIDY);
        return Behaviors.same();
    }
}
