package dev.baton.actors.bulkwork;

import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkCommand;
import dev.baton.actors.bulk.BulkDecider;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkOutcome;
import dev.baton.actors.bulk.BulkRejection;
import dev.baton.actors.bulk.BulkRequest;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.bulk.Confirmation;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.Page;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.RunQuery;
import dev.baton.actors.run.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bulk operations of the cluster. A command is decided against the state as it was read and written only if no other
 * came first; so any node may take it. What follows from it is left to the {@link BulkClock}, which is nudged.
 */
public final class BulkOperations {

    /** A command that others came before so often is given up; its caller may ask again. */
    private static final int TRIES_MAX = 10;

    /** Runs that a preview shows. */
    private static final int SAMPLE_MAX = 10;

    /** Operations of a tenant that go on at the same time. */
    public static final int OPEN_MAX = 20;

    /** A preview that is older than this must be looked at again. */
    public static final Duration CONFIRM_WITHIN = Duration.ofMinutes(15);

    /** Between the node of the preview and the one where the operation begins. */
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

    private final BulkStore store;
    private final RunIndex index;
    private final String environment;
    private final InstantSource clock;
    private volatile Consumer<BulkKey> nudge = key -> {};

    /** @param environment promotion stage of this installation */
    public BulkOperations(BulkStore store, RunIndex index, String environment, InstantSource clock) {
        this.store = store;
        this.index = index;
        this.environment = environment;
        this.clock = clock;
    }

    /** What a bulk operation answers. */
    public sealed interface Reply {

        /** @param changed false if the command had nothing to change, as when it is repeated */
        record Done(BulkState state, boolean changed) implements Reply {}

        record Refused(BulkRejection rejection) implements Reply {}
    }

    /**
     * What is asked for, before it is known how many runs it is about.
     *
     * @param digest hexadecimal, of the request as it was sent
     */
    public record Wanted(BulkVerb verb, RunFilter filter, int runsPerSecond, String digest) {

        /** If nothing is said of statuses, those are meant in which runs can do what is asked. */
        public Wanted {
            filter = filter.statuses().isEmpty() ? filter.withStatuses(verb.statuses()) : filter;
        }
    }

    /**
     * What an operation would be about.
     *
     * @param counts by status
     * @param sample the newest of the runs
     * @param confirmation with which it begins; null if there are too many runs
     */
    public record Preview(
            RunFilter filter,
            Map<String, Long> counts,
            List<RunIndexRow> sample,
            @Nullable Confirmation confirmation) {

        public long count() {
            return sum(counts);
        }
    }

    /** Calls {@code listener} when an operation may have something to do; it must not block. */
    void onNudge(Consumer<BulkKey> listener) {
        nudge = listener;
    }

    /** Changes nothing. */
    public CompletionStage<Preview> preview(String tenant, Wanted wanted) {
        // Runs that started within this millisecond are there already.
        Instant until = clock.instant().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        RunFilter filter = wanted.filter().before(until);
        return index.count(tenant, filter, BulkRequest.RUNS_MAX + 1)
                .thenCompose(counts -> index.list(new RunQuery(tenant, filter, null, SAMPLE_MAX))
                        .thenApply(sample -> new Preview(
                                filter,
                                counts,
                                sample.items(),
                                sum(counts) > BulkRequest.RUNS_MAX
                                        ? null
                                        : Confirmation.of((int) sum(counts), until, wanted.digest()))));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Begins an operation that somebody has looked at before.
     *
     * @param confirmation of the preview; null if it was not given, or is none
     */
    public CompletionStage<Reply> begin(BulkKey key, Wanted wanted, @Nullable Confirmation confirmation, Principal by) {
        return store.get(key).thenCompose(found -> {
            if (found.isPresent()) {
                // The same request again, whose confirmation may be old by now, or another.
                BulkRequest request = found.get().wanted().request();
                return tell(key, new BulkCommand.Ask(request, wanted.digest()), by);
            }
            Instant now = clock.instant();
            Optional<BulkRejection> doubt = doubt(wanted, confirmation, now);
            if (doubt.isPresent() || confirmation == null) {
                return refused(doubt.orElseThrow());
            }
            RunFilter filter = wanted.filter().before(confirmation.at());
            return index.count(key.tenant(), filter, confirmation.count() + 1)
                    .thenCompose(counts -> sum(counts) > confirmation.count()
                            ? refused(new BulkRejection(
                                    BulkRejection.Code.BULK_GREW,
                                    "More runs match now than the " + confirmation.count()
                                            + " that were counted: some have come into the state that the filter"
                                            + " wants."))
                            : store.open(key.tenant(), OPEN_MAX)
                                    .thenCompose(open -> open >= OPEN_MAX
                                            ? refused(new BulkRejection(
                                                    BulkRejection.Code.TOO_MANY_BULK_OPERATIONS,
                                                    OPEN_MAX + " bulk operations go on already."))
                                            : tell(key, ask(wanted, filter, confirmation.count()), by)));
        });
    }

    private static BulkCommand ask(Wanted wanted, RunFilter filter, int count) {
        BulkRequest request = new BulkRequest(wanted.verb(), filter, count, wanted.runsPerSecond());
        return new BulkCommand.Ask(request, wanted.digest());
    }

    private static Optional<BulkRejection> doubt(Wanted wanted, @Nullable Confirmation confirmation, Instant now) {
        if (confirmation == null) {
            return Optional.of(
                    unconfirmed("The operation has not been looked at: it needs the 'confirm' of a preview."));
        }
        if (!confirmation.isOf(wanted.digest())) {
            return Optional.of(unconfirmed("The preview that is confirmed was about another request."));
        }
        if (confirmation.count() > BulkRequest.RUNS_MAX) {
            return Optional.of(new BulkRejection(
                    BulkRejection.Code.BULK_TOO_LARGE,
                    "One operation is about at most " + BulkRequest.RUNS_MAX + " runs."));
        }
        return now.isAfter(confirmation.at().plus(CONFIRM_WITHIN))
                        || confirmation.at().isAfter(now.plus(CLOCKS_APART_MAX))
                ? Optional.of(unconfirmed(
                        "The preview that is confirmed is not of the last " + CONFIRM_WITHIN.toMinutes() + " minutes."))
                : Optional.empty();
    }

    private static BulkRejection unconfirmed(String message) {
        return new BulkRejection(BulkRejection.Code.BULK_NOT_CONFIRMED, message);
    }

    private static CompletionStage<Reply> refused(BulkRejection rejection) {
        return CompletableFuture.completedFuture(new Reply.Refused(rejection));
    }

    /** Fails with a {@link dev.baton.actors.port.StoreException}; asking again is safe. */
    public CompletionStage<Reply> tell(BulkKey key, BulkCommand command, Principal by) {
        return tell(key, command, by, 1).thenApply(reply -> {
            if (reply instanceof Reply.Done(BulkState ignored, boolean changed) && changed) {
                nudge.accept(key);
            }
            return reply;
        });
    }

    /** The same, with nobody nudged. */
    CompletionStage<Reply> advance(BulkKey key, BulkCommand.Advance advance) {
        return tell(key, advance, Principal.SYSTEM, 1);
    }

    private CompletionStage<Reply> tell(BulkKey key, BulkCommand command, Principal by, int tried) {
        return store.get(key).thenCompose(found -> {
            BulkState state = found.orElseGet(() -> BulkState.none(key));
            BulkChange header = new BulkChange(
                    key,
                    environment,
                    state.lastEvent() + 1,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    by,
                    cause(command),
                    List.of());
            return switch (BulkDecider.decide(state, command, header)) {
                case BulkOutcome.Refused refused ->
                    CompletableFuture.completedFuture(new Reply.Refused(refused.rejection()));
                case BulkOutcome.Accepted accepted -> write(key, command, by, tried, accepted);
            };
        });
    }

    private CompletionStage<Reply> write(
            BulkKey key, BulkCommand command, Principal by, int tried, BulkOutcome.Accepted accepted) {
        BulkState next = accepted.next();
        if (accepted.change().events().isEmpty()) {
            return CompletableFuture.completedFuture(new Reply.Done(next, false));
        }
        return store.append(accepted.change(), next).thenCompose(written -> {
            if (written) {
                return CompletableFuture.completedFuture(new Reply.Done(next, true));
            }
            return tried < TRIES_MAX
                    ? tell(key, command, by, tried + 1)
                    : CompletableFuture.failedFuture(
                            new Conflict("bulk operation " + key.id() + " was changed by others again and again"));
        });
    }

    private static String cause(BulkCommand command) {
        return switch (command) {
            case BulkCommand.Ask ignored -> "ask";
            case BulkCommand.Advance ignored -> "advance";
            case BulkCommand.Stop ignored -> "stop";
        };
    }

    public CompletionStage<Optional<BulkState>> get(BulkKey key) {
        return store.get(key);
    }

    /** Newest first. */
    public CompletionStage<Page<BulkState>> list(String tenant, @Nullable Cursor after, int limit) {
        return store.list(tenant, after, limit);
    }

    /** What has happened to it, newest change first. */
    public CompletionStage<List<BulkChange>> history(BulkKey key, @Nullable Long before, int limit) {
        return store.history(key, before, limit);
    }
}
