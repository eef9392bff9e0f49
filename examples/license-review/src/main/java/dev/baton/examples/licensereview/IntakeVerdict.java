package dev.baton.examples.licensereview;

import java.util.ArrayList;
import java.util.List;

/**
 * What the findings mean for a company that wants to build products on the software.
 *
 * @param decision permitted, permitted-with-conditions, restricted or undecided
 * @param concerns what the person who signs off should know besides
 */
record IntakeVerdict(String decision, List<String> concerns) {

    static IntakeVerdict of(ReviewFindings findings) {
        boolean limited = findings.copyleft().obligations().stream()
                .anyMatch(obligation -> obligation.id().equals(DistributionRules.LIMITED_USE));
        return new IntakeVerdict(limited ? "restricted" : decision(findings.copyleft()), concerns(findings));
    }

    private static String decision(Findings copyleft) {
        return switch (copyleft.verdict()) {
            case "none" -> "permitted";
            case "weak" -> "permitted-with-conditions";
            case "strong", "network" -> "restricted";
            default -> "undecided";
        };
    }

    private static List<String> concerns(ReviewFindings findings) {
        List<String> concerns = new ArrayList<>();
        switch (findings.patents().verdict()) {
            case "disclaimed" -> concerns.add("It gives no patent rights.");
            case "silent" -> concerns.add("It is silent on patents.");
            default -> {}
        }
        boolean curable =
                !findings.termination().details().objects("curePeriods").isEmpty();
        if (findings.termination().verdict().equals("automatic") && !curable) {
            concerns.add("One breach ends the rights, and no period is given to cure it.");
        }
        return concerns;
    }
}
