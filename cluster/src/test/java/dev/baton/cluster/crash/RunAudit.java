package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds the history of one run against what was acknowledged of it, and against what the agents saw of it. */
final class RunAudit {

    private static final int EVENTS_SHOWN_CHARS_MAX = 12_000;

    private final History history;
    private final List<String> violations = new ArrayList<>();
    /** Number of the call whose output is recorded, by path. */
    private final Map<String, Long> recorded = new TreeMap<>();

    RunAudit(History history, Ledger ledger, RecordingAgent agent) {
        this.history = history;
        List<RecordingAgent.Call> calls = agent.calls(history.run());
        numbers();
        beginningAndEnd();
        results(calls);
        calls(calls);
        chain(calls);
        callbacks(agent);
        if (ledger.signalled().contains(history.run())) {
            once("signal-received", "signalId", Clients.signalId(history.run()));
        }
        require(history.of("signal-consumed").count() == 1, "not one consumed signal");
        ledger.approved().forEach((approval, run) -> {
            if (run.equals(history.run())) {
                once("approval-decided", "approval", approval);
            }
        });
        require(
                history.of("approval-decided")
                        .allMatch(event -> event.path("verdict").asText().equals("approved")),
                "an approval that nobody denied is denied");
    }

    List<String> violations() {
        return violations;
    }

    long lastEvent() {
        return history.events().size();
    }

    long recordedCall(String path) {
        return recorded.getOrDefault(path, -1L);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            String events = history.events().toString();
            violations.add(history.run() + ": " + otherwise + "\n"
                    + events.substring(0, Math.min(events.length(), EVENTS_SHOWN_CHARS_MAX)));
        }
    }

    private void once(String type, String field, String value) {
        long count = history.of(type)
                .filter(event -> event.path(field).asText().equals(value))
                .count();
        require(count == 1, "acknowledged, but recorded " + count + " times: " + type + " " + value);
    }

    private void numbers() {
        long expected = 1;
        for (JsonNode event : history.events()) {
            require(event.path("id").asLong() == expected, "event " + expected + " has the number " + event.path("id"));
            expected++;
        }
    }

    private void beginningAndEnd() {
        List<JsonNode> events = history.events();
        boolean whole = events.size() > 1
                && events.get(0).path("type").asText().equals("run-started")
                && events.get(events.size() - 1).path("type").asText().equals("run-completed");
        require(whole, "not from its start to its completion");
        require(history.of("run-started").count() == 1, "started more than once");
        require(history.of("run-completed").count() == 1, "completed more than once");
    }

    /** Each step has one result, and it is what an agent said for the attempt that is recorded with it. */
    private void results(List<RecordingAgent.Call> calls) {
        Set<String> completed = new TreeSet<>();
        history.of("step-completed").forEach(event -> {
            String path = event.path("path").asText();
            require(completed.add(path), "the result of " + path + " is recorded twice");
            if (event.has("attempt")) {
                long call = event.path("output").path("call").asLong();
                recorded.put(path, call);
                require(
                        calls.stream()
                                .anyMatch(made -> made.number() == call
                                        && made.step().equals(path)
                                        && made.attempt()
                                                .equals(event.path("attempt").asText())),
                        "the result of " + path + " is none that an agent gave: " + event);
            }
        });
        completed.remove("");
        require(completed.equals(Everything.paths()), "the wrong steps are completed: " + completed);
        require(recorded.keySet().equals(Everything.agentPaths()), "the wrong steps have results: " + recorded);
    }

    /** Whatever an agent got is in the history; what it got again for an attempt is the same. */
    private void calls(List<RecordingAgent.Call> calls) {
        Map<String, String> attempts = new HashMap<>();
        history.of("attempt-started").forEach(event -> {
            String attempt = event.path("attempt").asText();
            String before = attempts.put(attempt, event.path("path").asText());
            require(before == null, "two attempts are called " + attempt);
        });
        Map<String, RecordingAgent.Call> first = new HashMap<>();
        for (RecordingAgent.Call call : calls) {
            require(call.key().equals(call.attempt()), "another key than the attempt: " + call);
            require(call.step().equals(attempts.get(call.attempt())), "a call that the history does not know: " + call);
            RecordingAgent.Call before = first.putIfAbsent(call.attempt(), call);
            boolean same = before == null
                    || (before.key().equals(call.key())
                            && before.trace().equals(call.trace())
                            && before.input().equals(call.input()));
            require(same, "a repeated call differs: " + before + " and " + call);
        }
        require(first.keySet().equals(new HashSet<>(attempts.keySet())), "attempts that no agent has seen");
    }

    /** What a step got of the step before is what is recorded of that one. */
    private void chain(List<RecordingAgent.Call> calls) {
        for (RecordingAgent.Call call : calls) {
            String before = Everything.BEFORE.get(call.step());
            if (before != null) {
                require(
                        call.input().path("before").asLong() == recordedCall(before),
                        call + " got another output of " + before + " than is recorded: " + recordedCall(before));
            }
        }
    }

    private void callbacks(RecordingAgent agent) {
        history.of("step-completed").forEach(event -> {
            Long acknowledged =
                    agent.acknowledgedCallbacks().get(event.path("attempt").asText());
            require(
                    acknowledged == null
                            || acknowledged == event.path("output").path("call").asLong(),
                    "the callback of call " + acknowledged + " was acknowledged, but another is recorded: " + event);
        });
    }
}
