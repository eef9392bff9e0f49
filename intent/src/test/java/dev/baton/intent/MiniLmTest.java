package dev.baton.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.actors.port.IntentModel;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MiniLmTest {

    private static final MiniLm MODEL = MiniLm.load();

    private static final String CHARGED = "My invoice is wrong, I was charged twice.";
    private static final String INVOICES = "Invoices, payments and refunds.";
    private static final String CRASHES = "The app crashes when I open it.";
    private static final String BROKEN = "Something does not work.";

    /** As the model's own runtime (ONNX Runtime 1.20, same file) gives them; it rounds what it computes with to bytes. */
    private static final Map<String, Double> REFERENCE = Map.of(
            CHARGED + INVOICES, 0.534,
            CHARGED + CRASHES, 0.096,
            CHARGED + BROKEN, 0.157,
            INVOICES + CRASHES, -0.010,
            CRASHES + BROKEN, 0.301);

    @Test
    void agreesWithTheModelsOwnRuntime() {
        for (String one : new String[] {CHARGED, INVOICES, CRASHES}) {
            for (String other : new String[] {INVOICES, CRASHES, BROKEN}) {
                if (REFERENCE.containsKey(one + other)) {
                    assertThat(cosine(one, other))
                            .as(one + " " + other)
                            .isCloseTo(Objects.requireNonNull(REFERENCE.get(one + other)), within(0.02));
                }
            }
        }
    }

    @Test
    void theSameTextHasTheSameVectorOfLengthOne() {
        float[] vector = MODEL.embed(CHARGED);

        assertThat(MODEL.embed(CHARGED)).containsExactly(vector);
        assertThat(MiniLm.load().embed(CHARGED)).containsExactly(vector);
        assertThat(cosine(CHARGED, CHARGED)).isCloseTo(1, within(1e-5));
    }

    @Test
    void copesWithWhateverIsWritten() {
        for (String text : new String[] {"", " ", "\u0000", "x".repeat(5_000), "word ".repeat(5_000), "你好", "😀"}) {
            assertThat(MODEL.embed(text)).hasSize(384).doesNotContain(Float.NaN);
        }
    }

    @Test
    void isFoundAsAService() {
        assertThat(IntentModel.source())
                .hasValueSatisfying(source -> assertThat(source.isComplete()).isTrue());
    }

    @Test
    void refusesAFileThatIsNoModel() {
        assertThatThrownBy(() -> new OnnxFile(new byte[] {0x3a, 0x7f, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut off");
        assertThatThrownBy(() -> new OnnxFile(new byte[0])).hasMessageContaining("holds no weights");
    }

    private static double cosine(String one, String other) {
        float[] a = MODEL.embed(one);
        float[] b = MODEL.embed(other);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
