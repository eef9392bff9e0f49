package dev.baton.examples.licensereview;

import static dev.baton.examples.licensereview.text.SentencePattern.says;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Clause;
import dev.baton.examples.licensereview.text.Evidence;
import dev.baton.examples.licensereview.text.Licence;
import dev.baton.examples.licensereview.text.SentencePattern;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent that judges how the rights can end: {@code {clauses} -> findings} with the verdict automatic, on-notice,
 * on-patent-suit, irrevocable or unstated.
 */
public final class TerminationChecker {

    private static final String ENDS = "(terminat\\w*|expires?|revok\\w+|ends?)";
    private static final String BY_ITSELF = "(automatically|immediately)";
    private static final String BREACH = "(fail|breach|violat)\\w*";

    private static final SentencePattern AUTOMATIC = says(
                    BY_ITSELF + " ..20.. " + ENDS,
                    ENDS + " ..20.. " + BY_ITSELF,
                    BREACH + " .. (rights|licen[sc]e) ..40.. (ends?|terminates?)",
                    "(rights|licen[sc]e) ..40.. (ends?|terminates?) .. " + BREACH)
            .butNot("patent infringement claim", "(may|can|shall) terminate .. notice");

    private static final SentencePattern ON_NOTICE = says(
                    "(may|can|shall) (terminate|revoke|be terminated|be revoked)",
                    "terminat\\w+ .. (on|upon|by) .. notice")
            .butNot("litigation", "no \\w+ (may|can)");

    private static final SentencePattern ON_PATENT_SUIT =
            says("patents?").and("litigation|lawsuit|suit|sues?|claim").and("terminates?");

    private static final SentencePattern IRREVOCABLE = says(
            "not be subject to revocation",
            "irrevocable .. licen[sc]e",
            "(may|can) ?not be revoked",
            "no \\w+ (may|can) revoke");

    private static final SentencePattern OTHERS_KEEP_RIGHTS = says(
            "not (terminate the|have their) licen[sc]es",
            "(shall|will) survive",
            "rights of others .. (remain|continue)");

    private TerminationChecker() {}

    public static void main(String[] arguments) {
        AgentProcess.run(TerminationChecker::perform, arguments);
    }

    static Answer perform(Json.ObjectValue input) {
        return check(Licence.of(Clause.listFrom(input, "clauses"))).toAnswer();
    }

    private static Findings check(Licence licence) {
        List<CurePeriod> cures = CurePeriod.in(licence);
        List<Evidence> automatic = licence.firstThat(AUTOMATIC);
        List<Evidence> onNotice = licence.firstThat(ON_NOTICE);
        List<Evidence> onPatentSuit = licence.firstThat(ON_PATENT_SUIT);
        List<Evidence> irrevocable = licence.firstThat(IRREVOCABLE);

        if (!automatic.isEmpty()) {
            return findings("automatic", automatic, licence, cures);
        }
        if (!onNotice.isEmpty()) {
            return findings("on-notice", onNotice, licence, cures);
        }
        if (!onPatentSuit.isEmpty()) {
            return findings("on-patent-suit", onPatentSuit, licence, cures);
        }
        return irrevocable.isEmpty()
                ? findings("unstated", List.of(), licence, cures)
                : findings("irrevocable", irrevocable, licence, cures);
    }

    private static Findings findings(String verdict, List<Evidence> evidence, Licence licence, List<CurePeriod> cures) {
        Json.ObjectValue details = Json.object()
                .with("curePeriods", cures.stream().map(CurePeriod::toJson).toList())
                .with("othersKeepRights", !licence.firstThat(OTHERS_KEEP_RIGHTS).isEmpty());
        return new Findings(
                "termination",
                verdict,
                explain(verdict, cures),
                details,
                evidence,
                obligations(verdict, evidence, cures));
    }

    private static List<Obligation> obligations(String verdict, List<Evidence> evidence, List<CurePeriod> cures) {
        List<Obligation> obligations = new ArrayList<>();
        if (verdict.equals("automatic") || verdict.equals("on-notice")) {
            obligations.add(new Obligation(
                    "stay-compliant",
                    "Comply with every term: a breach can end the right to use the software.",
                    evidence));
        }
        if (!cures.isEmpty()) {
            obligations.add(new Obligation("cure-in-time", cureDuty(cures), CurePeriod.evidence(cures)));
        }
        return obligations;
    }

    private static String cureDuty(List<CurePeriod> cures) {
        return "Cure a breach at once: the licence counts " + CurePeriod.describe(cures) + ".";
    }

    private static String explain(String verdict, List<CurePeriod> cures) {
        String cure = cures.isEmpty() ? "" : ", and can come back if it is cured within " + CurePeriod.describe(cures);
        return switch (verdict) {
            case "automatic" -> "A breach ends the rights by itself" + cure + ".";
            case "on-notice" -> "The licensor may end the rights by notice" + cure + ".";
            case "on-patent-suit" -> "Only a patent suit ends rights.";
            case "irrevocable" -> "The rights cannot be taken back.";
            default -> "The licence does not say how the rights end.";
        };
    }
}
