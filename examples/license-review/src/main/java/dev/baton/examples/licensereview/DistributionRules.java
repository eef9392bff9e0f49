package dev.baton.examples.licensereview;

import static dev.baton.examples.licensereview.text.SentencePattern.says;

import dev.baton.examples.licensereview.text.SentencePattern;
import java.util.List;

/** The conditions that licences put on passing software on, and how they word them. */
final class DistributionRules {

    static final String SHARE_ALIKE = "share-alike";
    static final String NETWORK_SOURCE = "offer-source-over-network";
    static final String LIMITED_USE = "limited-use";

    private static final String DUTY = "(must|shall|required to|agree to|provided that|only if|on condition that)";
    private static final String SAME_LICENCE = "under (the )?(precisely |exactly )?(terms (and conditions )?of )?"
            + "(this|the same|an identical) (licen[sc]e|terms|agreement)";
    private static final String SOURCE = "(corresponding source|source code( form)?|machine-readable source)";

    /** An explicit duty, or else a permission that leaves no other licence. */
    private static final SentencePattern SAME_LICENCE_FOR_CHANGES = says(
                    DUTY + " .. " + SAME_LICENCE,
                    "(governed by|distributed only under|only be (licensed|distributed) under) .. this licen[sc]e",
                    "(convey|distribute) .. version: " + SAME_LICENCE)
            .and(
                    "it must be",
                    "(modif\\w*|adapt\\w*|improve\\w*|chang\\w*)",
                    "(derivatives?|derived|based on|whole|entire|covered)")
            .butNot("submitted", "notices? stating", "terminat\\w+", "litigation", "not governed by")
            .butNot("[\"”] ((shall )?means?|refers to)");

    static final List<ObligationRule> ALL = List.of(
            new ObligationRule(
                    SHARE_ALIKE,
                    "License what is based on it, as far as the licence reaches, under the same licence.",
                    SAME_LICENCE_FOR_CHANGES),
            new ObligationRule(
                    NETWORK_SOURCE,
                    "Offer the source to those who use the software over a network.",
                    says(DUTY)
                            .and("source")
                            .and(
                                    "(interact\\w*|remotely|used?|available|access\\w*) ..80.. "
                                            + "(over|through|via|across|on) (a|the|any) (computer |public )?network",
                                    "as a (network )?service")),
            new ObligationRule(
                    "disclose-source",
                    "Provide the source together with binaries.",
                    says(
                                    "(must|shall|provided that) .. (accompan(y|ied)|ma(k|d)e available|convey|provide|include|give) .. "
                                            + SOURCE,
                                    "^(accompany|convey) .. " + SOURCE)
                            .butNot("notices?", "installation information")),
            new ObligationRule(
                    "state-changes",
                    "Mark changed files or works as changed.",
                    says(
                                    "notices? .. stating .. (modified|changed|changes)",
                                    "documenting the changes",
                                    "mark(ed)? .. as (changed|modified|such)",
                                    "(must|shall) .. indicate .. chang\\w+")
                            .butNot("requiring")),
            new ObligationRule(
                    "keep-notices",
                    "Keep the copyright and licence notices.",
                    says(
                            "(retain|keep intact|preserve|reproduce|duplicate) .. notices?",
                            "may not remove or alter .. notices?",
                            "notices? .. (shall|must) be (included|retained|preserved)")),
            new ObligationRule(
                    "include-licence",
                    "Pass on a copy of the licence.",
                    says(
                                    "(must|shall|give|supply|distribute|include|accompany) .. (copy|text) of th(is|e) (licen[sc]e|agreement)",
                                    "must reproduce .. this list of conditions",
                                    "permission notice .. shall be included")
                            .butNot("at your option")),
            new ObligationRule(
                    "pass-on-attributions",
                    "Pass on the attribution notices of the NOTICE file.",
                    says("(must|shall) .. attribution notices .. notice .. file")),
            new ObligationRule(
                    "no-further-restrictions",
                    "Do not restrict the rights of recipients any further.",
                    says("(may|must|shall) not .. (impose|attempt to|offer) .. restrict\\w*")),
            new ObligationRule(
                    "permit-relinking",
                    "Let customers modify the library within a combined work, and reverse engineer to debug that.",
                    says("reverse engineering .. debugging")),
            new ObligationRule(
                    "installation-information",
                    "Provide what it takes to install modified versions on consumer devices.",
                    says("must .. (installation information|installation keys|signing keys)")),
            new ObligationRule(
                    LIMITED_USE,
                    "Use it only for the purposes that the licence allows.",
                    says(
                                    "non-?(commercial|production)( \\w+)? use",
                                    "only ..40.. non-?commercial",
                                    "(evaluation|internal|personal|educational|research)( \\w+){0,2} only",
                                    "(may|must|shall) not .. (commercial|production) (use|purposes?)",
                                    "in order to compete")
                            .butNot("alternative")),
            new ObligationRule(
                    "read-incorporated-terms",
                    "Read the other document too: its terms are taken over.",
                    says("incorporates .. terms")),
            new ObligationRule(
                    "no-endorsement",
                    "Do not advertise with the names of the authors.",
                    says("names? .. (may|must|shall|can(not)?) .. (endorse|promote|advertis\\w+)")));

    private DistributionRules() {}
}
