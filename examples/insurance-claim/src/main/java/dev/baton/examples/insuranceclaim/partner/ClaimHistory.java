package dev.baton.examples.insuranceclaim.partner;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What all insurers have reported: about a person and a vehicle ({@code {subject} -> {points, findings}}), and about a
 * garage (the same).
 */
final class ClaimHistory {

    private static final int DOUBLE_POINTS = 60;
    private static final int FREQUENT_POINTS = 20;
    private static final int NEW_POLICY_POINTS = 15;
    private static final int GARAGE_POINTS = 25;
    private static final int FREQUENT_MIN = 2;
    private static final int NEW_POLICY_DAYS = 14;
    private static final int GARAGE_CLAIMS_MIN = 3;

    private final List<Csv.Row> reported;

    private ClaimHistory(List<Csv.Row> reported) {
        this.reported = reported;
    }

    static ClaimHistory of(Path data) {
        return new ClaimHistory(Csv.read(data.resolve("reported-claims.csv")));
    }

    Answer claims(Json.ObjectValue input) {
        Json.ObjectValue subject = input.object("subject");
        LocalDate happened = LocalDate.parse(subject.text("happenedOn"));
        List<String> findings = new ArrayList<>();
        int points = 0;
        for (Csv.Row same : find(row -> row.text("vehicle").equals(subject.text("vehicle")))) {
            List<String> parts = List.of(same.text("damaged").split(" "));
            if (subject.texts("damaged").stream().allMatch(parts::contains)) {
                points += DOUBLE_POINTS;
                findings.add("the same damage to the vehicle was paid by " + same.text("insurer") + " on "
                        + same.text("happened"));
            }
        }
        long lately = find(row -> row.text("person").equals(subject.text("person"))).stream()
                .filter(row -> !LocalDate.parse(row.text("happened")).isBefore(happened.minusYears(1)))
                .count();
        if (lately >= FREQUENT_MIN) {
            points += FREQUENT_POINTS;
            findings.add("the person has had " + lately + " other claims within a year");
        }
        if (subject.integer("policyAgeDays") < NEW_POLICY_DAYS) {
            points += NEW_POLICY_POINTS;
            findings.add("the policy was " + subject.integer("policyAgeDays") + " days old");
        }
        return answer(points, findings);
    }

    Answer garage(Json.ObjectValue input) {
        String garage = input.object("subject").text("garage");
        List<Csv.Row> claims = find(row -> row.text("garage").equals(garage));
        long proven = claims.stream()
                .filter(row -> row.text("fraud").equals("proven"))
                .count();
        boolean striking = claims.size() >= GARAGE_CLAIMS_MIN && proven * 3 >= claims.size();
        return striking
                ? answer(
                        GARAGE_POINTS,
                        List.of(proven + " of " + claims.size() + " claims by way of " + garage + " were fraud"))
                : answer(0, List.of());
    }

    private List<Csv.Row> find(Predicate<Csv.Row> condition) {
        return reported.stream().filter(condition).toList();
    }

    private static Answer answer(int points, List<String> findings) {
        return Answer.of(Json.object().with("points", points).with("findings", Json.of(findings)));
    }
}
