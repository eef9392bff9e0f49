package dev.baton.examples.licensereview;

import static dev.baton.examples.licensereview.text.SentencePattern.says;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Clause;
import dev.baton.examples.licensereview.text.Evidence;
import dev.baton.examples.licensereview.text.Licence;
import dev.baton.examples.licensereview.text.SentencePattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * The agent that judges how far a licence reaches into the works of those who use the software: {@code {clauses} ->
 * findings} with the verdict none, weak, strong, network or unclear.
 */
public final class CopyleftChecker {

    /** Works that combine the software with others are let out of the licence's reach. */
    private static final SentencePattern OTHER_TERMS_FOR_COMBINATIONS = says("may|can|free to|permits?")
            .and("link\\w*|combin\\w+|larger work|combined work|embed\\w*")
            .and(
                    "(terms|licen[sc]e)( \\w+){0,2} ((of|that|which) )?your? (own )?(choice|choosing|choose|like)",
                    "(any|its own|their own|your own) (licen[sc]e|terms)",
                    "not governed by",
                    "proprietary");

    private static final SentencePattern OTHER_TERMS_FOR_BINARIES =
            says("may .. distribute .. under a licen[sc]e different");

    private static final SentencePattern REACHES_FILES_ONLY = says(
            "modifications?[\"”)]* ((shall )?means?|is:).* files?",
            "(must|shall) .. (changed|modified|those|these|such) files .. under (the terms of )?(this|the same)");

    private static final SentencePattern SPEAKS_OF_LIBRARIES =
            says("librar(y|ies)").and("link(s|ed|ing)?");

    private static final SentencePattern GIVES_UP_RIGHTS =
            says("waives?|abandons?|dedicates?|surrenders?").and("copyright|public domain|rights");

    private static final SentencePattern PERMITS_OTHER_TERMS =
            says("may .. (additional or different|different|other) (licen[sc]e )?(terms|conditions|licen[sc]e)");

    private static final SentencePattern PERMITS_CHANGES = says(
                    "^(redistribution|copying|use|modification) .. (is|are) permitted",
                    "permission .. is (hereby )?granted",
                    "licen[sc]es you to do",
                    "(may|can|free to|right to|licen[sc]e to) .. (modify|modified|change|adapt|sublicense|derivative)")
            .butNot("(may|must|shall|can) ?not", "no (right|licen[sc]e|permission)");

    private CopyleftChecker() {}

    public static void main(String[] arguments) {
        AgentProcess.run(CopyleftChecker::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        return check(Licence.of(Clause.listFrom(input, "clauses"))).toAnswer();
    }

    private static Findings check(Licence licence) {
        List<Obligation> obligations = ObligationRule.applyAll(DistributionRules.ALL, licence);
        List<Evidence> shareAlike = evidence(obligations, DistributionRules.SHARE_ALIKE);
        List<Evidence> network = evidence(obligations, DistributionRules.NETWORK_SOURCE);
        List<Evidence> files = licence.firstThat(REACHES_FILES_ONLY);
        List<Evidence> combinations = firstOf(licence, OTHER_TERMS_FOR_COMBINATIONS, OTHER_TERMS_FOR_BINARIES);

        if (shareAlike.isEmpty() && network.isEmpty()) {
            List<Evidence> permission = firstOf(licence, GIVES_UP_RIGHTS, PERMITS_OTHER_TERMS, PERMITS_CHANGES);
            return findings(permission.isEmpty() ? "unclear" : "none", "nothing", permission, obligations);
        }
        if (!network.isEmpty()) {
            return findings("network", "whole work", join(shareAlike, network, List.of()), obligations);
        }
        if (!files.isEmpty()) {
            return findings("weak", "file", join(shareAlike, files, combinations), obligations);
        }
        if (!combinations.isEmpty()) {
            boolean library = !licence.firstThat(SPEAKS_OF_LIBRARIES).isEmpty();
            return findings(
                    "weak", library ? "library" : "component", join(shareAlike, combinations, List.of()), obligations);
        }
        return findings("strong", "whole work", shareAlike, obligations);
    }

    private static Findings findings(
            String verdict, String scope, List<Evidence> evidence, List<Obligation> obligations) {
        Json.ObjectValue details = Json.object().with("scope", scope);
        return new Findings("copyleft", verdict, explain(verdict, scope), details, evidence, obligations);
    }

    private static String explain(String verdict, String scope) {
        return switch (verdict) {
            case "none" -> "Works based on it may be licensed on other terms.";
            case "unclear" -> "No clause permits works based on it, or says how they are to be licensed.";
            case "weak" -> "Changes to the " + scope + " stay under the licence; what it is combined with does not.";
            case "strong" -> "Works based on it must be licensed under the same licence as a whole.";
            default -> "Even users over a network must be offered the source of works based on it.";
        };
    }

    private static List<Evidence> evidence(List<Obligation> obligations, String id) {
        return obligations.stream()
                .filter(obligation -> obligation.id().equals(id))
                .flatMap(obligation -> obligation.evidence().stream())
                .toList();
    }

    private static List<Evidence> firstOf(Licence licence, SentencePattern... patterns) {
        return Stream.of(patterns)
                .map(licence::firstThat)
                .filter(evidence -> !evidence.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<Evidence> join(List<Evidence> first, List<Evidence> second, List<Evidence> third) {
        return Stream.of(first, second, third).flatMap(List::stream).distinct().toList();
    }
}
