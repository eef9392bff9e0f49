package dev.baton.examples.licensereview;

import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an evaluator asks a writer to improve: at most one problem for each statement. */
record Feedback(Map<String, Problem> problems) {

    static final Feedback NONE = new Feedback(Map.of());

    /** What can be wrong with the evidence of a statement. */
    enum Problem {
        NO_EVIDENCE("no-evidence", "Quote the words of the licence that prove this."),
        NOT_VERBATIM("not-verbatim", "Quote the words of the licence in full, exactly as they stand there.");

        final String code;
        final String request;

        Problem(String code, String request) {
            this.code = code;
            this.request = request;
        }

        private static Problem of(String code) {
            return Stream.of(values())
                    .filter(problem -> problem.code.equals(code))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInput("\"problem\" is unknown: " + code));
        }
    }

    /** The feedback in an evaluation; none if there has not been one yet. */
    static Feedback from(Json.ObjectValue parent, String field) {
        if (parent.optional(field).isEmpty()) {
            return NONE;
        }
        Map<String, Problem> problems = new LinkedHashMap<>();
        for (Json.ObjectValue item : parent.object(field).objects("feedback")) {
            problems.put(item.text("statement"), Problem.of(item.text("problem")));
        }
        return new Feedback(problems);
    }

    Optional<Problem> on(Statement statement) {
        return Optional.ofNullable(problems.get(statement.id()));
    }

    Json toJson() {
        return new Json.ArrayValue(problems.entrySet().stream()
                .map(entry -> (Json) Json.object()
                        .with("statement", entry.getKey())
                        .with("problem", entry.getValue().code)
                        .with("request", entry.getValue().request))
                .toList());
    }
}
