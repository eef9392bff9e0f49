package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.licensereview.text.ClauseReader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Licences with lost, broken, decorated and renumbered lines: the agents may understand less, but never fail. */
final class MutatedLicencesTest {

    private static final int MUTATIONS = 150;
    private static final int ITERATIONS_MAX = 4;

    @Test
    void whateverIsSentIsReviewedOrRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int mutation = 0; mutation < MUTATIONS; mutation++) {
            String text = mutate(anyLicence(random), random);
            assertThat(ClauseReader.read(text))
                    .as("mutation %d of seed %d", mutation, seed)
                    .allMatch(clause -> text.startsWith(clause.text(), clause.offset()));
            try {
                assertThat(Review.of(text)
                                .writeUntilComplete(ITERATIONS_MAX)
                                .getLast()
                                .truth("complete"))
                        .as("mutation %d of seed %d", mutation, seed)
                        .isTrue();
            } catch (InvalidInput refused) {
                assertThat(refused)
                        .as("mutation %d of seed %d", mutation, seed)
                        .hasMessage("\"text\" holds no clauses");
            }
        }
    }

    private static String anyLicence(Random random) {
        List<String> names = LicenceTexts.all();
        return LicenceTexts.read(names.get(random.nextInt(names.size())));
    }

    private static String mutate(String licence, Random random) {
        StringBuilder mutated = new StringBuilder();
        for (String line : licence.split("\n")) {
            mutated.append(mutateLine(line, random)).append(random.nextInt(30) == 0 ? "" : "\n");
        }
        return mutated.substring(random.nextInt(4) == 0 ? random.nextInt(mutated.length()) : 0);
    }

    private static String mutateLine(String line, Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> "";
            case 1 -> "\n" + line;
            case 2 -> new StringBuilder(line).reverse().toString();
            case 3 -> " * " + line + " *";
            case 4 -> random.nextInt(20) + ". " + line;
            case 5 -> "(" + (char) ('a' + random.nextInt(26)) + ") " + line;
            case 6 -> "\t" + line + "\r";
            case 7 -> "-----";
            case 8 -> line.substring(random.nextInt(line.length() + 1));
            case 9 -> "\u2028\u0085" + line;
            default -> line;
        };
    }
}
