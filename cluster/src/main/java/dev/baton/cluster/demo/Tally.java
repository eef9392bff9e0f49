package dev.baton.cluster.demo;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agents' own records held against the histories of the runs.
 *
 * @param made calls that reached agents
 * @param repeated calls with the idempotency key of an earlier one
 * @param furtherAttempts attempts after the first of a step: visible second tries, each with a key of its own
 * @param lost calls whose end no history knows, and results for which no agent was called
 * @param recordedTwice attempts with more than one end
 */
record Tally(int made, int repeated, int furtherAttempts, int lost, int recordedTwice) {

    static Tally of(List<Specialists.Call> calls, Collection<History> histories) {
        Map<String, Integer> ends = new LinkedHashMap<>();
        Set<String> completed = new HashSet<>();
        int further = 0;
        for (History history : histories) {
            history.endsByAttempt().forEach((attempt, count) -> ends.merge(attempt, count, Integer::sum));
            completed.addAll(history.completedAttempts());
            for (History.Step step : history.steps()) {
                further += Math.max(0, step.attempts().size() - 1);
            }
        }
        Set<String> called = new HashSet<>();
        calls.forEach(call -> called.add(call.key()));
        long endless = called.stream().filter(key -> !ends.containsKey(key)).count();
        long outOfNothing =
                completed.stream().filter(key -> !called.contains(key)).count();
        long twice = ends.values().stream().filter(count -> count > 1).count();
        return new Tally(
                calls.size(), calls.size() - called.size(), further, (int) (endless + outOfNothing), (int) twice);
    }

    boolean good() {
        return lost == 0 && recordedTwice == 0;
    }
}
