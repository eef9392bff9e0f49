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
 * The agent that judges whether a licence protects against the patents of its licensors: {@code {clauses} -> findings}
 * with the verdict granted, disclaimed or silent.
 */
public final class PatentChecker {

    private static final String SUES = "(institutes?|initiates?|files?|brings?|asserts?|commences?|sues?) .. patents?";

    private static final SentencePattern GRANT = says(
                    "(hereby grants?|grants|(is|are) (hereby )?granted|licen[sc]es) .. patents?",
                    "patent (licen[sc]es?|rights) .. (is|are) (hereby )?granted",
                    "this licen[sc]e includes .. patent licen[sc]e")
            .butNot("(no|not|nor|other than) ..60.. patents?", "patents? ..60.. not ..20.. (granted|licensed)", SUES);

    private static final SentencePattern DISCLAIMER = says(
            "no ..40.. patents? ?(rights?|licen[sc]es?)? .. (waived|granted|licensed|conveyed|given|implied)",
            "(not|nor) ..60.. (grant|licen[sc]e|convey|waive|include|cover)\\w* ..60.. patents?",
            "patents? ..60.. (is|are) not ..20.. (granted|licensed|waived|covered)");

    private static final SentencePattern SUIT_ENDS_RIGHTS =
            says(SUES).and("terminate[sd]?|revoked|ceases?|ends?|loses?|forfeits?");

    private static final SentencePattern SUIT_ENDS_PATENT_LICENCE_ONLY = says(
                    "patent (licen[sc]es?|rights) .. (terminate[sd]?|ends?)",
                    "(loses?|forfeits?) (that|the patent) licen[sc]e")
            .butNot("any and all rights");

    private static final SentencePattern SUIT_FORBIDDEN =
            says("(may|shall|must) not (initiate|institute|bring|file|commence) .. patents?");

    private static final List<ObligationRule> RULES = List.of(
            new ObligationRule(
                    "extend-patent-protection",
                    "Do not rely on a patent licence that downstream recipients do not have.",
                    says("knowingly relying on a patent licen[sc]e")),
            new ObligationRule(
                    "no-discriminatory-patent-deals",
                    "Do not pay for patent licences that protect some recipients only.",
                    says("may not .. discriminatory patent licen[sc]e")),
            new ObligationRule(
                    "no-distribution-under-conflict",
                    "Do not distribute at all if a patent or a court order stands against the licence.",
                    says("cannot (distribute|convey) .. satisfy simultaneously")));

    private PatentChecker() {}

    public static void main(String[] arguments) {
        AgentProcess.run(PatentChecker::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        return check(Licence.of(Clause.listFrom(input, "clauses"))).toAnswer();
    }

    private static Findings check(Licence licence) {
        List<Evidence> grant = licence.firstThat(GRANT);
        List<Evidence> disclaimer = licence.firstThat(DISCLAIMER);
        List<Evidence> suitEndsRights = licence.firstThat(SUIT_ENDS_RIGHTS);
        List<Evidence> retaliation = suitEndsRights.isEmpty() ? licence.firstThat(SUIT_FORBIDDEN) : suitEndsRights;

        String verdict = !grant.isEmpty() ? "granted" : !disclaimer.isEmpty() ? "disclaimed" : "silent";
        Json.ObjectValue details = Json.object()
                .with("retaliation", retaliationKind(licence, suitEndsRights, retaliation))
                .with("limited", !grant.isEmpty() && !disclaimer.isEmpty());
        List<Obligation> obligations = Stream.concat(
                        noPatentSuits(retaliation), ObligationRule.applyAll(RULES, licence).stream())
                .toList();
        return new Findings(
                "patents", verdict, explain(verdict), details, grant.isEmpty() ? disclaimer : grant, obligations);
    }

    private static String retaliationKind(Licence licence, List<Evidence> endsRights, List<Evidence> retaliation) {
        if (retaliation.isEmpty()) {
            return "none";
        }
        if (endsRights.isEmpty()) {
            return "suits-forbidden";
        }
        boolean patentLicenceOnly =
                licence.firstThat(SUIT_ENDS_PATENT_LICENCE_ONLY).equals(endsRights);
        return patentLicenceOnly ? "ends-patent-licence" : "ends-all-rights";
    }

    private static Stream<Obligation> noPatentSuits(List<Evidence> retaliation) {
        String duty = "Do not sue over patents in the software: it costs the rights to use it.";
        return retaliation.isEmpty() ? Stream.of() : Stream.of(new Obligation("no-patent-suits", duty, retaliation));
    }

    private static String explain(String verdict) {
        return switch (verdict) {
            case "granted" -> "Contributors license the patents that their contributions need.";
            case "disclaimed" -> "The licence says that it gives no patent rights.";
            default -> "No clause grants patent rights; none denies them.";
        };
    }
}
