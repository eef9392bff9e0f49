package dev.baton.examples.licensereview;

import dev.baton.examples.licensereview.text.Evidence;
import dev.baton.examples.licensereview.text.Licence;
import dev.baton.examples.licensereview.text.SentencePattern;
import java.util.List;
import java.util.stream.Stream;

/** An obligation that licences know, and the wording by which one imposes it. */
record ObligationRule(String id, String duty, SentencePattern wording) {

    /** The obligation, if the licence imposes it. */
    Stream<Obligation> appliedTo(Licence licence) {
        List<Evidence> evidence = licence.firstThat(wording);
        return evidence.isEmpty() ? Stream.of() : Stream.of(new Obligation(id, duty, evidence));
    }

    static List<Obligation> applyAll(List<ObligationRule> rules, Licence licence) {
        return rules.stream().flatMap(rule -> rule.appliedTo(licence)).toList();
    }
}
