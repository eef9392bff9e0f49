package dev.baton.actors.webhook;

import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.port.WebhookStore.Planned;
import dev.baton.actors.port.WebhookStore.Settled;
import dev.baton.actors.run.EventType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of one webhook: first what the feed holds for it is written down as deliveries, together with how far the feed
 * was read; then those that are due are sent, and what came of each is written. Whatever a crash cuts short is done again
 * by the next turn, of whichever node.
 */
final class WebhookTurns {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookTurns.class);

    /** Deliveries written at once; the rest of the feed waits for the next turn. */
    private static final int PLANNED_MAX = 500;

    /** Deliveries under way to one webhook. */
    private static final int SENT_MAX = 16;

    /** A webhook with nothing to do is looked at again after this time: others may have changed what there is. */
    static final Duration IDLE = Duration.ofSeconds(5);

    /** A receiver that asks for a pause gets it for all that is due, up to this; each delivery has its own besides. */
    private static final Duration BREATHER_MAX = Duration.ofMinutes(1);

    private final Webhooks webhooks;
    private final WebhookStore store;
    private final EventFeed feed;
    private final StoredEvents events;
    private final EventForm form;
    private final WebhookSender sender;
    private final RetryPlan retries;
    private final Duration suspendAfter;
    private final WebhookMetrics metrics;
    private final InstantSource clock;

    WebhookTurns(Webhooks webhooks, Webhooks.Means means, WebhookMetrics metrics) {
        this.webhooks = webhooks;
        this.store = means.store();
        this.feed = means.feed();
        this.events = new StoredEvents(means.history(), means.index());
        this.form = means.form();
        this.sender = means.sender();
        this.retries = new RetryPlan(means.settings().retries());
        this.suspendAfter = means.settings().suspendAfter();
        this.metrics = metrics;
        this.clock = means.clock();
    }

    /**
     * When a webhook is to be looked at again.
     *
     * @param until at once if it is in the past
     * @param firm whether not even news of the feed come before
     */
    record Rest(Instant until, boolean firm) {}

    private CompletionStage<Rest> idle() {
        return CompletableFuture.completedFuture(new Rest(clock.instant().plus(IDLE), false));
    }

    /** As it is now: what was seen may be from before the last turn. */
    CompletionStage<Rest> turn(WebhookKey key) {
        return store.get(key).thenCompose(found -> {
            Optional<WebhookState> state = found.filter(now -> now.status() == WebhookState.Status.ACTIVE);
            return state.isEmpty() ? idle() : turn(state.get());
        });
    }

    private CompletionStage<Rest> turn(WebhookState state) {
        return webhooks.definition(state)
                .thenCompose(definition -> definition.isEmpty()
                        // Its deletion was not finished.
                        ? store.remove(state.key()).thenCompose(done -> idle())
                        : mine(state)
                                .thenCompose(mine -> mine.isEmpty() ? idle() : turn(mine.get(), definition.get())));
    }

    private CompletionStage<Optional<WebhookState>> mine(WebhookState state) {
        return store.isMine(state) ? CompletableFuture.completedFuture(Optional.of(state)) : store.claim(state);
    }

    private CompletionStage<Rest> turn(WebhookState state, WebhookDefinition definition) {
        return store.open(state.key())
                .thenCompose(open -> open.count() >= WebhookStore.OPEN_MAX
                        ? CompletableFuture.completedFuture(false)
                        : plan(state, definition))
                .thenCompose(more -> send(state, definition)
                        .thenCompose(sent -> more || sent.full()
                                ? CompletableFuture.completedFuture(
                                        new Rest(clock.instant().plus(sent.breather()), true))
                                : rest(state, sent)));
    }

    private CompletionStage<Rest> rest(WebhookState state, Sent sent) {
        return store.open(state.key()).thenApply(open -> {
            Instant latest = clock.instant().plus(IDLE);
            Instant earliest = clock.instant().plus(sent.breather());
            Instant next = open.nextAt() == null || open.nextAt().isAfter(latest) ? latest : open.nextAt();
            return next.isBefore(earliest) ? new Rest(earliest, true) : new Rest(next, false);
        });
    }

    // What is to be delivered

    /** @return whether there may be more at once */
    private CompletionStage<Boolean> plan(WebhookState state, WebhookDefinition definition) {
        return feed.read(state.key().tenant(), state.next(), EventFeed.COMMITS_MAX)
                .thenCompose(page -> {
                    Chosen chosen = choose(state, definition, page, null);
                    boolean moved = !chosen.next().equals(state.next());
                    CompletionStage<Boolean> written = moved
                            ? store.plan(state, new Planned(chosen.deliveries(), chosen.next(), state.replay(), false))
                            : CompletableFuture.completedFuture(true);
                    return written.thenCompose(mine -> mine && state.replay() != null
                            ? replay(state, state.replay(), definition, chosen.next())
                                    .thenApply(more -> more || chosen.more())
                            : CompletableFuture.completedFuture(mine && chosen.more()));
                });
    }

    private CompletionStage<Boolean> replay(
            WebhookState state, WebhookState.Replay replay, WebhookDefinition definition, FeedPosition next) {
        return feed.read(state.key().tenant(), replay.next(), EventFeed.COMMITS_MAX)
                .thenCompose(page -> {
                    Chosen chosen = choose(state, definition, page, replay);
                    boolean over = !chosen.more() || chosen.next().compareTo(replay.until()) >= 0;
                    WebhookState.@Nullable Replay rest =
                            over ? null : new WebhookState.Replay(chosen.next(), replay.until(), replay.since());
                    return store.plan(state, new Planned(chosen.deliveries(), next, rest, true))
                            .thenApply(mine -> mine && !over);
                });
    }

    private record Chosen(List<WebhookDelivery> deliveries, FeedPosition next, boolean more) {}

    private Chosen choose(
            WebhookState state,
            WebhookDefinition definition,
            EventFeed.Page page,
            WebhookState.@Nullable Replay replay) {
        Instant now = clock.instant();
        List<WebhookDelivery> deliveries = new ArrayList<>();
        for (FeedEntry entry : page.entries()) {
            if (!definition.means(entry.workflow(), entry.labels()) || !isWithin(entry, replay)) {
                continue;
            }
            for (FeedEvent event : entry.events()) {
                String type = EventType.of(event.event());
                if (!definition.events().contains(type)) {
                    continue;
                }
                deliveries.add(WebhookDelivery.first(
                        state.key(),
                        entry.run(),
                        event.number(),
                        type,
                        entry.commit().at(),
                        now));
                if (deliveries.size() == PLANNED_MAX) {
                    return new Chosen(deliveries, event.next(), true);
                }
            }
        }
        return new Chosen(deliveries, page.next(), page.more());
    }

    private static boolean isWithin(FeedEntry entry, WebhookState.@Nullable Replay replay) {
        if (replay == null) {
            return true;
        }
        boolean recent = replay.since() == null || !entry.commit().at().isBefore(replay.since());
        return recent && entry.position().compareTo(replay.until()) < 0;
    }

    // Delivering it

    /** @param full whether there may be more that is due */
    private record Sent(boolean full, Duration breather) {}

    private CompletionStage<Sent> send(WebhookState state, WebhookDefinition definition) {
        return store.due(state.key(), clock.instant(), SENT_MAX).thenCompose(due -> {
            List<CompletableFuture<Duration>> sendings = due.stream()
                    .map(delivery -> send(state, definition, delivery).toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(sendings.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Sent(
                            due.size() == SENT_MAX,
                            sendings.stream()
                                    .map(CompletableFuture::join)
                                    .max(Duration::compareTo)
                                    .orElse(Duration.ZERO)));
        });
    }

    /** @return for how long the receiver wants to be left alone */
    private CompletionStage<Duration> send(WebhookState state, WebhookDefinition definition, WebhookDelivery delivery) {
        return outcome(definition, delivery)
                .thenCompose(outcome -> store.settle(
                                state, delivery, outcome.tried(), settled(state, delivery, outcome))
                        .thenApply(mine -> {
                            metrics.count(delivery, outcome.tried(), outcome.delivered());
                            Duration asked = outcome.retryAfter() == null ? Duration.ZERO : outcome.retryAfter();
                            return asked.compareTo(BREATHER_MAX) > 0 ? BREATHER_MAX : asked;
                        }));
    }

    private CompletionStage<WebhookSender.Outcome> outcome(WebhookDefinition definition, WebhookDelivery delivery) {
        return events.find(delivery, definition.payloads())
                .thenCompose(event -> event.isEmpty()
                        ? CompletableFuture.completedFuture(unsent("its run is no more"))
                        : sender.send(definition, delivery.id(), form.write(event.get(), definition.payloads())))
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof StoreException) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    // An event that cannot be read or written is given up in time, and holds up no other.
                    LOG.error("Event {} cannot be delivered", delivery.id(), failure);
                    return CompletableFuture.completedFuture(unsent("it cannot be read or written: " + cause));
                });
    }

    private WebhookSender.Outcome unsent(String problem) {
        return new WebhookSender.Outcome(new DeliveryTry(clock.instant(), null, problem, 0), null, false);
    }

    private Settled settled(WebhookState state, WebhookDelivery delivery, WebhookSender.Outcome outcome) {
        DeliveryTry tried = outcome.tried();
        if (outcome.delivered()) {
            return new Settled(WebhookDelivery.Status.DELIVERED, null, null, null, null);
        }
        Instant failingSince = state.failingSince() == null ? tried.at() : state.failingSince();
        Optional<Instant> next = retries.next(
                delivery.attempts() + 1,
                outcome.retryAfter(),
                ThreadLocalRandom.current().nextDouble(),
                clock.instant());
        WebhookState.@Nullable Status stop = null;
        if (outcome.gone()) {
            stop = WebhookState.Status.DISABLED;
        } else if (failingSince.plus(suspendAfter).isBefore(tried.at())) {
            stop = WebhookState.Status.SUSPENDED;
        }
        return new Settled(
                next.isPresent() ? WebhookDelivery.Status.PENDING : WebhookDelivery.Status.FAILED,
                next.orElse(null),
                failingSince,
                stop,
                stop == null ? null : reason(stop, failingSince, tried));
    }

    private static String reason(WebhookState.Status stop, Instant failingSince, DeliveryTry tried) {
        return stop == WebhookState.Status.DISABLED
                ? "its receiver says that it is gone (410)"
                : "nothing has got through since " + failingSince + "; the last time " + tried.problem();
    }
}
