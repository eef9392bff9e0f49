package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Adds up what makes a customer risky: {@code {application, identity, screening} -> {score, rating, factors}}. */
final class RiskScorer {

    private static final int MEDIUM_MIN = 30;
    private static final int HIGH_MIN = 60;

    private final List<Csv.Row> rules;

    private RiskScorer(List<Csv.Row> rules) {
        this.rules = rules;
    }

    static RiskScorer of(Path rules) {
        return new RiskScorer(Csv.read(rules));
    }

    Answer perform(Json.ObjectValue input) {
        Json.ObjectValue application = input.object("application");
        Json.ObjectValue screening = input.object("screening");
        List<Json> factors = new ArrayList<>();
        int score = 0;
        for (Csv.Row rule : rules) {
            if (applies(rule, application, input.object("identity"), screening)) {
                score += rule.integer("points");
                factors.add(Json.object()
                        .with("factor", rule.text("factor"))
                        .with("value", rule.text("value"))
                        .with("points", rule.integer("points")));
            }
        }
        String rating = score >= HIGH_MIN ? "high" : score >= MEDIUM_MIN ? "medium" : "low";
        return Answer.of(
                Json.object().with("score", score).with("rating", rating).with("factors", factors));
    }

    private static boolean applies(
            Csv.Row rule, Json.ObjectValue application, Json.ObjectValue identity, Json.ObjectValue screening) {
        String value = rule.text("value");
        return switch (rule.text("factor")) {
            case "nationality" -> identity.text("nationality").equals(value);
            case "residence" -> application.text("country").equals(value);
            case "occupation" -> application.text("occupation").equalsIgnoreCase(value);
            case "source of funds" -> application.text("sourceOfFunds").equalsIgnoreCase(value);
            case "monthly turnover over" -> application.integer("monthlyTurnover") > rule.integer("value");
            case "politically exposed" -> screening.truth("pep");
            case "possible sanctions hit" -> screening.text("outcome").equals("possible");
            default -> throw new IllegalStateException("a rule about an unknown factor: " + rule);
        };
    }
}
