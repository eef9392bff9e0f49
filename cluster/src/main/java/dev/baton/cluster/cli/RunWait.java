package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.EventFeed.Event;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a run through everything that can happen to the server meanwhile: follows its events, asks by
 * long poll where events do not come through, and goes on where it was when the server comes back.
 */
final class RunWait {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled", "compensated");
    /** A quiet stream may be a dead one: after this the server is asked. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofSeconds(20);
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);
    /** Without a time limit of the user's, a server that does not come back ends the wait. */
    private static final Duration AWAY_MAX = Duration.ofMinutes(2);

    /** Is told what happens meanwhile. */
    interface Observer {
        /** The run as it is, after each (re)connection. */
        void seen(JsonNode run);

        void happened(Event event);

        void serverAway(String why);
    }

    private final Api api;
    private final String run;
    private final Observer observer;
    private final @Nullable Long deadlineNanos;
    private long after;
    private Duration pause = PAUSE_MIN;
    private long answeredNanos = System.nanoTime();
    private boolean eventsComeThrough = true;

    /**
     * @param after the number of the last event that is known already
     * @param limit null to wait as long as it takes
     */
    RunWait(Api api, String run, long after, @Nullable Duration limit, Observer observer) {
        this.api = api;
        this.run = run;
        this.after = after;
        this.observer = observer;
        this.deadlineNanos = limit == null ? null : System.nanoTime() + limit.toNanos();
    }

    static boolean ended(JsonNode run) {
        return ENDED.contains(run.path("status").asText());
    }

    /**
     * The run when it has ended.
     *
     * @throws CliFailure when the time is over, the run does not exist, or the server stays away
     */
    JsonNode end() {
        try {
            while (true) {
                try {
                    JsonNode ended = oneConnection();
                    if (ended != null) {
                        return ended;
                    }
                } catch (IOException broken) {
                    pauseBeforeNext(Problem.unreachable(api.server(), broken));
                } catch (CliFailure refused) {
                    if (refused.exitCode() != ExitCode.UNAVAILABLE) {
                        throw refused;
                    }
                    pauseBeforeNext(refused);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.TIMEOUT, "interrupted; run " + run + " goes on", next(), interrupted);
        }
    }

    private @Nullable JsonNode oneConnection() throws IOException, InterruptedException {
        JsonNode now = api.get("/v1/runs/" + Api.part(run), atMost(POLL));
        answered();
        observer.seen(now);
        if (ended(now)) {
            return now;
        }
        return eventsComeThrough ? followEvents() : longPoll();
    }

    private @Nullable JsonNode followEvents() throws IOException, InterruptedException {
        try (EventFeed feed = EventFeed.open(api, run, after)) {
            while (true) {
                Event event = feed.next(atMost(QUIET_MAX));
                if (event == null) {
                    return null;
                }
                answered();
                after = Math.max(after, event.number());
                observer.happened(event);
                if (RunEvents.endsRun(event.type())) {
                    return null;
                }
            }
        } catch (CliFailure refused) {
            if (refused.exitCode() == ExitCode.REFUSED) {
                eventsComeThrough = false;
                return null;
            }
            throw refused;
        }
    }

    private @Nullable JsonNode longPoll() {
        Duration patience = atMost(POLL);
        JsonNode now = api.get(
                "/v1/runs/" + Api.part(run) + "?wait=" + Math.max(1, patience.toSeconds()) + "s", patience.plus(POLL));
        answered();
        observer.seen(now);
        return ended(now) ? now : null;
    }

    private void answered() {
        answeredNanos = System.nanoTime();
        pause = PAUSE_MIN;
    }

    private void pauseBeforeNext(CliFailure why) throws InterruptedException {
        if (deadlineNanos == null && System.nanoTime() - answeredNanos > AWAY_MAX.toNanos()) {
            throw why;
        }
        observer.serverAway(String.valueOf(why.getMessage()));
        Waiting.span(atMost(pause));
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }

    /** {@code wanted}, or what is left of the time. */
    private Duration atMost(Duration wanted) {
        if (deadlineNanos == null) {
            return wanted;
        }
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new CliFailure(ExitCode.TIMEOUT, "run " + run + " has not ended in time; it goes on", next());
        }
        return left.compareTo(wanted) < 0 ? left : wanted;
    }

    private String next() {
        return "look at it with './baton run get " + run + "', or wait on with './baton run watch " + run + "'";
    }
}
