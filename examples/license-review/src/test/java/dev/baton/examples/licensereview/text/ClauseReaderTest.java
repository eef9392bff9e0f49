package dev.baton.examples.licensereview.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.licensereview.LicenceTexts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ClauseReaderTest {

    @ParameterizedTest
    @MethodSource("dev.baton.examples.licensereview.LicenceTexts#all")
    void theTextOfAClauseStandsAtItsOffset(String name) {
        String licence = LicenceTexts.read(name);

        assertThat(ClauseReader.read(licence))
                .isNotEmpty()
                .allMatch(clause -> licence.startsWith(clause.text(), clause.offset()));
    }

    @Test
    void headingsInFrontOfTheFirstSentenceAreFound() {
        List<Clause> clauses = read("Apache-2.0");

        assertThat(clauses).extracting(Clause::number).isEqualTo(count(1, 9));
        assertThat(clauses.get(2).heading()).isEqualTo("Grant of Patent License");
        assertThat(clauses.get(2).text()).startsWith("Subject to the terms").endsWith("such litigation is filed.");
    }

    @Test
    void headingsOnLinesOfTheirOwnAreFoundAndThePreambleAndTheInstructionsAreLeftOut() {
        List<Clause> clauses = read("GPL-3.0");

        assertThat(clauses).extracting(Clause::number).isEqualTo(count(0, 17));
        assertThat(clauses.get(8).heading()).isEqualTo("Termination");
        assertThat(clauses).noneMatch(clause -> clause.text().contains("take away your freedom"));
        assertThat(clauses).noneMatch(clause -> clause.text().contains("How to Apply"));
    }

    @Test
    void aNumberThatOnlyBeginsALineDoesNotBeginAClause() {
        Clause conveying = read("GPL-3.0").get(5);

        assertThat(conveying.text()).contains("7.  This requirement modifies");
        assertThat(conveying.number()).isEqualTo("5");
    }

    @Test
    void sectionsWithinSectionsBoxesAndExhibitsAreFound() {
        List<Clause> clauses = read("MPL-2.0");

        assertThat(clauses).extracting(Clause::number).contains("1.14", "2.1", "3.5", "5.3", "6", "10.4", "Exhibit B");
        assertThat(clause(clauses, "2.1").heading()).isEqualTo("Grants");
        assertThat(clause(clauses, "5.1").heading()).isEqualTo("Termination");
        assertThat(clause(clauses, "6").heading()).isEqualTo("Disclaimer of Warranty");
        assertThat(clause(clauses, "10.4").heading()).endsWith("Incompatible With Secondary Licenses");
    }

    @Test
    void clausesWithoutHeadingsAreFound() {
        List<Clause> clauses = read("LGPL-2.1");

        assertThat(clauses).extracting(Clause::number).isEqualTo(count(0, 16));
        assertThat(clauses).extracting(Clause::heading).containsOnly("");
        assertThat(clause(clauses, "14").text()).endsWith("reuse of software generally.");
    }

    @Test
    void theStatementOfPurposeIsLeftOut() {
        List<Clause> clauses = read("CC0-1.0");

        assertThat(clauses).extracting(Clause::number).isEqualTo(count(1, 4));
        assertThat(clauses).extracting(Clause::heading).contains("Waiver", "Public License Fallback");
    }

    @Test
    void termsBeforeAndAfterTheNumbersAreKept() {
        List<Clause> clauses = read("BSD-3-Clause");

        assertThat(clauses).extracting(Clause::number).containsExactly("opening", "1", "2", "3", "closing");
        assertThat(clauses.getFirst().text()).startsWith("Redistribution and use");
        assertThat(clauses.getLast().text()).startsWith("THIS SOFTWARE IS PROVIDED");
    }

    @Test
    void aLicenceWithoutNumbersIsReadByParagraphs() {
        List<Clause> clauses = ClauseReader.read(
                "Some Licence\n\nCopyright 2030 Somebody\n\nYou may use it.\n\nYou may not sell it.\n");

        assertThat(clauses).extracting(Clause::number).containsExactly("paragraph 1", "paragraph 2");
        assertThat(clauses).extracting(Clause::text).containsExactly("You may use it.", "You may not sell it.");
    }

    @Test
    void aLicenceInACommentIsReadWithoutTheCommentSigns() {
        List<Clause> clauses = ClauseReader.read("""
                /*
                 * 1. Use. You may use
                 *    it.
                 * 2. Sale. You may not sell it.
                 */
                """);

        assertThat(clauses).extracting(Clause::heading).containsExactly("Use", "Sale");
        assertThat(Wording.of(clauses.getFirst().text())).isEqualTo("You may use it.");
    }

    @Test
    void nothingIsFoundInNothing() {
        assertThat(ClauseReader.read("")).isEmpty();
        assertThat(ClauseReader.read("\n \n***\n")).isEmpty();
    }

    private static List<Clause> read(String name) {
        return ClauseReader.read(LicenceTexts.read(name));
    }

    private static Clause clause(List<Clause> clauses, String number) {
        return clauses.stream()
                .filter(clause -> clause.number().equals(number))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> count(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }
}
