package dev.baton.actors.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what follows from a command: pure. Which runs are told next is recorded before they are told, so that those of
 * whom it is not known after a crash are told again, and no others.
 */
public final class BulkDecider {

    private BulkDecider() {}

    /** @param header of the change to be made, without its events */
    public static BulkOutcome decide(BulkState state, BulkCommand command, BulkChange header) {
        if (!state.exists() && !(command instanceof BulkCommand.Ask)) {
            return new BulkOutcome.Refused(new BulkRejection(
                    BulkRejection.Code.BULK_NOT_FOUND,
                    "There is no bulk operation " + state.key().id() + "."));
        }
        return switch (command) {
            case BulkCommand.Ask ask -> ask(state, ask, header);
            case BulkCommand.Advance advance -> advance(state, advance, header);
            case BulkCommand.Stop stop -> stop(state, stop, header);
        };
    }

    private static BulkOutcome ask(BulkState state, BulkCommand.Ask ask, BulkChange header) {
        if (!state.exists()) {
            return accept(state, header, List.of(new BulkEvent.Asked(ask.request(), ask.digest())));
        }
        return state.wanted().digest().equals(ask.digest())
                ? accept(state, header, List.of())
                : new BulkOutcome.Refused(new BulkRejection(
                        BulkRejection.Code.BULK_EXISTS,
                        "Bulk operation " + state.key().id()
                                + " was asked for with another request; use a new Idempotency-Key."));
    }

    private static BulkOutcome advance(BulkState state, BulkCommand.Advance advance, BulkChange header) {
        if (state.end() != null || !isAboutOutstanding(state, advance)) {
            // Another node was first.
            return accept(state, header, List.of());
        }
        List<BulkEvent> events = new ArrayList<>();
        if (!advance.results().isEmpty()) {
            events.add(new BulkEvent.Told(advance.results()));
        }
        long left = state.wanted().request().count() - state.progress().taken();
        if (state.stop() != null || advance.next().isEmpty() || left <= 0) {
            boolean more = state.stop() == null && !advance.next().isEmpty();
            events.add(new BulkEvent.Completed(more));
        } else if (advance.next().size() > left) {
            events.add(new BulkEvent.Taken(advance.next().subList(0, (int) left), advance.after()));
        } else {
            events.add(new BulkEvent.Taken(advance.next(), advance.after()));
        }
        return accept(state, header, events);
    }

    private static boolean isAboutOutstanding(BulkState state, BulkCommand.Advance advance) {
        Set<String> told = advance.results().stream().map(RunResult::run).collect(Collectors.toSet());
        return told.equals(Set.copyOf(state.outstanding()));
    }

    /** Repeated, or when it is over, it has nothing to stop. */
    private static BulkOutcome stop(BulkState state, BulkCommand.Stop stop, BulkChange header) {
        if (state.stop() != null || state.end() != null) {
            return accept(state, header, List.of());
        }
        BulkEvent stopped = new BulkEvent.Stopped(stop.reason());
        return accept(
                state,
                header,
                state.outstanding().isEmpty() ? List.of(stopped, new BulkEvent.Completed(false)) : List.of(stopped));
    }

    private static BulkOutcome accept(BulkState state, BulkChange header, List<BulkEvent> events) {
        BulkChange change = header.with(events);
        return new BulkOutcome.Accepted(change, BulkFold.apply(state, change));
    }
}
