package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of accepted runs once everything is there again: before a deadline each of them ends, or names what it waits
 * for. What a run was given already, and a time that is over, is nothing that it could wait for.
 */
final class Aftermath {

    /** As it is promised: from the moment when all nodes are ready again, however busy the machine is. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled", "compensated");
    private static final int SHOWN_MAX = 2;

    private final Api api;
    private final Ledger ledger;
    private final RecordingAgent agent;
    private final Duration deadline;

    Aftermath(Api api, Ledger ledger, RecordingAgent agent, Duration deadline) {
        this.api = api;
        this.ledger = ledger;
        this.agent = agent;
        this.deadline = deadline;
    }

    /**
     * Of the runs that are acknowledged by now, with all nodes ready.
     *
     * @return when the last of them had ended or named what it waits for, from now
     */
    Duration await() {
        Set<String> pending = new TreeSet<>(ledger.started().keySet());
        long began = System.nanoTime();
        long oversleptNanos = 0;
        api.readAll(Everything.RUNS, "runs").forEach(run -> {
            if (isSettled(run)) {
                pending.remove(run.path("id").asText());
            }
        });
        while (true) {
            // Asked before the look: what a late look shows is how things were after the deadline.
            boolean late = System.nanoTime() - began - oversleptNanos > deadline.toNanos();
            pending.removeIf(run -> isSettled(shown(api, "/v1/runs/" + run + "?fields=summary")));
            if (pending.isEmpty()) {
                return Duration.ofNanos(System.nanoTime() - began);
            }
            if (late) {
                throw withHistories(
                        api,
                        pending,
                        new AssertionError(
                                pending.size() + " accepted runs have neither ended nor named what they wait for"
                                        + " within " + deadline + " of all nodes being ready again: " + pending));
            }
            oversleptNanos += oversleptNanos();
        }
    }

    /** How much longer than it should a pause took: while the machine stands still, no deadline comes closer. */
    private static long oversleptNanos() {
        long from = System.nanoTime();
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        return Math.max(0, System.nanoTime() - from - BETWEEN_LOOKS.toNanos());
    }

    private boolean isSettled(JsonNode run) {
        return ENDS.contains(run.path("status").asText())
                || run.path("waitsFor")
                        .valueStream()
                        .anyMatch(wait -> isOwed(run.path("id").asText(), wait));
    }

    /** Whether nobody has given the run yet what it says it waits for. */
    private boolean isOwed(String run, JsonNode wait) {
        if (wait.has("until") && Instant.parse(wait.path("until").asText()).isBefore(Instant.now())) {
            return false;
        }
        String id = wait.path("id").asText();
        return switch (wait.path("kind").asText()) {
            case "signal" -> !ledger.signalled().contains(run);
            case "approval" -> !ledger.approved().containsKey(id);
            case "agent" -> !agent.acknowledgedCallbacks().containsKey(id);
            default -> true;
        };
    }

    /** Shows what some of the runs have been through. */
    static AssertionError withHistories(Api api, Collection<String> runs, AssertionError failure) {
        runs.stream()
                .limit(SHOWN_MAX)
                .map(run -> "/v1/runs/" + run)
                .forEach(run -> failure.addSuppressed(
                        new AssertionError(shown(api, run) + "\n" + shown(api, run + "/events?limit=1000"))));
        return failure;
    }

    /** A problem, if it is not there. */
    private static JsonNode shown(Api api, String path) {
        return api.settle(Api.deadline(), () -> api.get(path)).body();
    }
}
