package dev.baton.intent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordPiecesTest {

    private static final JsonNode TOKENIZER = tokenizer();
    private static final WordPieces PIECES = new WordPieces(TOKENIZER);
    private static final Map<Integer, String> NAMES = TOKENIZER.at("/model/vocab").properties().stream()
            .collect(Collectors.toMap(entry -> entry.getValue().asInt(), Map.Entry::getKey));

    @Test
    void cutsWordsIntoTheLongestPiecesThatTheModelKnows() {
        assertThat(pieces("Refunds unaffordable"))
                .containsExactly("[CLS]", "ref", "##unds", "una", "##ff", "##ord", "##able", "[SEP]");
    }

    @Test
    void caseAndAccentsMakeNoDifference() {
        assertThat(pieces("CAFÉ Crème")).isEqualTo(pieces("cafe creme"));
    }

    @Test
    void punctuationAndIdeographsStandByThemselves() {
        assertThat(pieces("don't — 大人!")).containsExactly("[CLS]", "don", "'", "t", "—", "大", "人", "!", "[SEP]");
    }

    @Test
    void whatTheModelDoesNotKnowIsOnePiece() {
        assertThat(pieces("a " + "x".repeat(101) + " 😀")).containsExactly("[CLS]", "a", "[UNK]", "[UNK]", "[SEP]");
    }

    @Test
    void cutsOffWhatIsTooLong() {
        assertThat(pieces("word ".repeat(500))).hasSize(WordPieces.PIECES_MAX).endsWith("word", "[SEP]");
    }

    private static List<String> pieces(String text) {
        return Arrays.stream(PIECES.of(text))
                .mapToObj(number -> Objects.requireNonNull(NAMES.get(number)))
                .toList();
    }

    private static JsonNode tokenizer() {
        try (InputStream file = Objects.requireNonNull(WordPiecesTest.class.getResourceAsStream(MiniLm.TOKENIZER))) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
