package dev.baton.intent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.IntentModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * all-MiniLM-L6-v2: six layers of a BERT encoder, whose outputs are averaged over the pieces of the text. Computes in
 * one fixed order and without the processor's own approximations, so that the same text has the same vector everywhere.
 */
final class MiniLm implements IntentModel {

    static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
    static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private static final int LAYERS = 6;
    private static final int WIDTH = 384;
    private static final int HEADS = 12;
    private static final int HEAD_WIDTH = WIDTH / HEADS;
    private static final float EPSILON = 1e-12f;

    private final WordPieces pieces;
    private final OnnxFile.Quantized words;
    private final float[] positions;
    private final float[] type;
    private final Norm norm;
    private final List<Layer> layers = new ArrayList<>();

    private MiniLm(OnnxFile file, WordPieces pieces) {
        this.pieces = pieces;
        this.words = file.quantized("embeddings.word_embeddings.weight");
        this.positions = file.quantized("embeddings.position_embeddings.weight").all();
        this.type = file.quantized("embeddings.token_type_embeddings.weight").all();
        this.norm = Norm.of(file, "embeddings.LayerNorm");
        for (int number = 0; number < LAYERS; number++) {
            layers.add(Layer.of(file, number));
        }
    }

    /** Takes about a second and 60 MB of memory. */
    static MiniLm load() {
        try (InputStream weights = open(WEIGHTS);
                InputStream tokenizer = open(TOKENIZER)) {
            return new MiniLm(
                    new OnnxFile(weights.readAllBytes()), new WordPieces(new ObjectMapper().readTree(tokenizer)));
        } catch (IOException e) {
            throw new IllegalStateException("the files of the intent model cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream open(String name) {
        InputStream stream = MiniLm.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("the file " + name + " of the intent model is not there");
        }
        return stream;
    }

    @Override
    public float[] embed(String text) {
        int[] numbers = pieces.of(text);
        float[][] rows = new float[numbers.length][WIDTH];
        for (int place = 0; place < rows.length; place++) {
            for (int i = 0; i < WIDTH; i++) {
                rows[place][i] = words.at(numbers[place] * WIDTH + i) + type[i] + positions[place * WIDTH + i];
            }
        }
        norm.apply(rows);
        for (Layer layer : layers) {
            layer.apply(rows);
        }
        return unit(mean(rows));
    }

    private static float[] mean(float[][] rows) {
        float[] sum = new float[WIDTH];
        for (float[] row : rows) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += row[i] / rows.length;
            }
        }
        return sum;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = length == 0 ? 0 : vector[i] / length;
        }
        return vector;
    }

    /** One layer: each piece looks at all others, then each is worked on by itself. */
    private record Layer(
            Dense query,
            Dense key,
            Dense value,
            Dense attended,
            Norm afterAttention,
            Dense wider,
            Dense narrower,
            Norm atEnd) {

        static Layer of(OnnxFile file, int number) {
            String name = "encoder.layer." + number;
            return new Layer(
                    Dense.of(file, name, "attention.self.query"),
                    Dense.of(file, name, "attention.self.key"),
                    Dense.of(file, name, "attention.self.value"),
                    Dense.of(file, name, "attention.output.dense"),
                    Norm.of(file, name + ".attention.output.LayerNorm"),
                    Dense.of(file, name, "intermediate.dense"),
                    Dense.of(file, name, "output.dense"),
                    Norm.of(file, name + ".output.LayerNorm"));
        }

        void apply(float[][] rows) {
            add(rows, attended.apply(attention(query.apply(rows), key.apply(rows), value.apply(rows))));
            afterAttention.apply(rows);
            float[][] wide = wider.apply(rows);
            for (float[] row : wide) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Gelu.of(row[i]);
                }
            }
            add(rows, narrower.apply(wide));
            atEnd.apply(rows);
        }

        private static void add(float[][] to, float[][] what) {
            for (int row = 0; row < to.length; row++) {
                for (int i = 0; i < WIDTH; i++) {
                    to[row][i] += what[row][i];
                }
            }
        }

        private static float[][] attention(float[][] queries, float[][] keys, float[][] values) {
            float[][] context = new float[queries.length][WIDTH];
            float[] weights = new float[queries.length];
            float scale = (float) (1 / Math.sqrt(HEAD_WIDTH));
            for (int from = 0; from < WIDTH; from += HEAD_WIDTH) {
                for (int row = 0; row < queries.length; row++) {
                    for (int other = 0; other < keys.length; other++) {
                        float product = 0;
                        for (int i = from; i < from + HEAD_WIDTH; i++) {
                            product += queries[row][i] * keys[other][i];
                        }
                        weights[other] = product * scale;
                    }
                    softmax(weights);
                    for (int other = 0; other < values.length; other++) {
                        for (int i = from; i < from + HEAD_WIDTH; i++) {
                            context[row][i] += weights[other] * values[other][i];
                        }
                    }
                }
            }
            return context;
        }

        private static void softmax(float[] weights) {
            float largest = Float.NEGATIVE_INFINITY;
            for (float weight : weights) {
                largest = Math.max(largest, weight);
            }
            float sum = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) StrictMath.exp(weights[i] - largest);
                sum += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= sum;
            }
        }
    }

    /** Each output is a weighted sum of all inputs. @param weights by input, then by output */
    private record Dense(float[][] weights, float[] bias) {

        static Dense of(OnnxFile file, String layer, String name) {
            String node = "/" + layer.replaceFirst("encoder\\.", "encoder/") + "/" + name.replace('.', '/');
            float[] bias = file.floats(layer + "." + name + ".bias");
            float[] all = file.weightsOf(node + "/MatMul_quant").all();
            float[][] weights = new float[all.length / bias.length][];
            Arrays.setAll(weights, input -> Arrays.copyOfRange(all, input * bias.length, (input + 1) * bias.length));
            return new Dense(weights, bias);
        }

        /** Inputs that are added to the outputs together: reading and writing these is what takes the time. */
        private static final int TOGETHER = 4;

        /** All arrays of the inner loop have the same index: so the compiler makes it parallel. */
        float[][] apply(float[][] rows) {
            float[][] outputs = new float[rows.length][];
            Arrays.setAll(outputs, row -> bias.clone());
            for (int input = 0; input < weights.length; input += TOGETHER) {
                for (int row = 0; row < rows.length; row++) {
                    addScaled(outputs[row], rows[row], input);
                }
            }
            return outputs;
        }

        private void addScaled(float[] output, float[] inputs, int input) {
            float[] first = weights[input];
            float[] second = weights[input + 1];
            float[] third = weights[input + 2];
            float[] fourth = weights[input + 3];
            float one = inputs[input];
            float two = inputs[input + 1];
            float three = inputs[input + 2];
            float four = inputs[input + 3];
            for (int i = 0; i < output.length; i++) {
                output[i] += one * first[i] + two * second[i] + three * third[i] + four * fourth[i];
            }
        }
    }

    /** Brings each row to mean 0 and variance 1, then to a scale and an offset of its own. */
    private record Norm(float[] scale, float[] offset) {

        static Norm of(OnnxFile file, String name) {
            return new Norm(file.floats(name + ".weight"), file.floats(name + ".bias"));
        }

        void apply(float[][] rows) {
            for (float[] row : rows) {
                float mean = 0;
                for (float value : row) {
                    mean += value / WIDTH;
                }
                float variance = 0;
                for (float value : row) {
                    variance += (value - mean) * (value - mean) / WIDTH;
                }
                float deviation = (float) Math.sqrt(variance + EPSILON);
                for (int i = 0; i < WIDTH; i++) {
                    row[i] = (row[i] - mean) / deviation * scale[i] + offset[i];
                }
            }
        }
    }

    /** The model's nonlinearity: x times the chance that a normal variable is below x. */
    private static final class Gelu {

        private Gelu() {}

        static float of(float x) {
            return (float) (0.5 * x * (1 + errorFunction(x / Math.sqrt(2))));
        }

        /** Abramowitz and Stegun 7.1.26: off by 1.5e-7 at most. */
        private static double errorFunction(double x) {
            double t = 1 / (1 + 0.3275911 * Math.abs(x));
            double polynomial =
                    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
            double result = 1 - polynomial * StrictMath.exp(-x * x);
            return x < 0 ? -result : result;
        }
    }
}
