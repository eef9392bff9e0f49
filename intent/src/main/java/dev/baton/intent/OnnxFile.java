package dev.baton.intent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights in an ONNX file, by name. Knows as much of the format (protocol buffers of {@code onnx.proto}) as that takes:
 * tensors of bytes and floats, and which tensor a quantized multiplication uses.
 */
final class OnnxFile {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    /** Fields of {@code ModelProto}, {@code GraphProto}, {@code NodeProto} and {@code TensorProto}. */
    private static final int MODEL_GRAPH = 7;

    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_KIND = 4;
    private static final int TENSOR_KIND = 2;
    private static final int TENSOR_FLOATS = 4;
    private static final int TENSOR_INTS = 5;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;

    /** {@code TensorProto.DataType} of unsigned bytes. */
    private static final int UNSIGNED = 2;

    /** Ends the names of the parts of a quantized tensor. */
    private static final String QUANTIZED = "_quantized";

    private static final String SCALE = "_scale";
    private static final String ZERO_POINT = "_zero_point";

    /** @param floats written as such; null if there are none */
    private record Tensor(
            boolean unsigned,
            @Nullable ByteBuffer raw,
            @Nullable ByteBuffer floats,
            List<Long> integers) {}

    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, String> weightOfNode = new HashMap<>();

    /** @throws IllegalArgumentException if it is no such file */
    OnnxFile(byte[] content) {
        ByteBuffer model = little(ByteBuffer.wrap(content));
        try {
            eachField(model, (field, number, bytes) -> {
                if (field == MODEL_GRAPH && bytes != null) {
                    eachField(bytes, this::readGraph);
                }
            });
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the model's file is cut off", e);
        }
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("the model's file holds no weights");
        }
    }

    private interface Field {
        void read(int field, long number, @Nullable ByteBuffer bytes);
    }

    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void eachField(ByteBuffer message, Field reader) {
        ByteBuffer left = little(message.duplicate());
        while (left.hasRemaining()) {
            long key = varint(left);
            int field = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> reader.read(field, varint(left), null);
                case BYTES -> {
                    int length = Math.toIntExact(varint(left));
                    reader.read(field, 0, little(left.slice(left.position(), length)));
                    left.position(left.position() + length);
                }
                case FIXED_32 -> reader.read(field, left.getInt(), null);
                case FIXED_64 -> reader.read(field, left.getLong(), null);
                default -> throw new IllegalArgumentException("the model's file is no ONNX file");
            }
        }
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("the model's file is no ONNX file");
    }

    private void readGraph(int field, long number, @Nullable ByteBuffer bytes) {
        if (field == GRAPH_INITIALIZER && bytes != null) {
            readTensor(bytes);
        } else if (field == GRAPH_NODE && bytes != null) {
            readNode(bytes);
        }
    }

    private void readNode(ByteBuffer message) {
        List<String> inputs = new ArrayList<>();
        String[] name = {"", ""};
        eachField(message, (field, number, bytes) -> {
            switch (field) {
                case NODE_INPUT -> inputs.add(text(bytes));
                case NODE_NAME -> name[0] = text(bytes);
                case NODE_KIND -> name[1] = text(bytes);
                default -> {}
            }
        });
        if (name[1].equals("MatMulInteger") && inputs.size() > 1) {
            weightOfNode.put(name[0], inputs.get(1));
        }
    }

    private void readTensor(ByteBuffer message) {
        String[] name = {""};
        ByteBuffer[] content = new ByteBuffer[2];
        boolean[] unsigned = {false};
        List<Long> integers = new ArrayList<>();
        eachField(message, (field, number, bytes) -> {
            switch (field) {
                case TENSOR_NAME -> name[0] = text(bytes);
                case TENSOR_KIND -> unsigned[0] = number == UNSIGNED;
                case TENSOR_RAW -> content[0] = bytes;
                case TENSOR_FLOATS -> content[1] = bytes;
                case TENSOR_INTS -> {
                    while (bytes != null && bytes.hasRemaining()) {
                        integers.add(varint(bytes));
                    }
                }
                default -> {}
            }
        });
        tensors.put(name[0], new Tensor(unsigned[0], content[0], content[1], integers));
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private Tensor tensor(String name) {
        Tensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the model's file holds no " + name);
        }
        return found;
    }

    float[] floats(String name) {
        Tensor tensor = tensor(name);
        ByteBuffer from = tensor.floats() == null ? tensor.raw() : tensor.floats();
        if (from == null) {
            throw new IllegalArgumentException("the model's file holds no numbers in " + name);
        }
        float[] floats = new float[from.remaining() / Float.BYTES];
        from.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    /** @param name without the endings of its parts */
    Quantized quantized(String name) {
        Tensor weights = tensor(name + QUANTIZED);
        ByteBuffer raw = weights.raw();
        if (raw == null) {
            throw new IllegalArgumentException("the model's file holds no bytes in " + name);
        }
        byte[] bytes = new byte[raw.remaining()];
        raw.duplicate().get(bytes);
        float[] scales = floats(name + SCALE);
        List<Long> zeros = tensor(name + ZERO_POINT).integers();
        int[] zeroPoints = new int[scales.length];
        for (int i = 0; i < zeroPoints.length; i++) {
            zeroPoints[i] = zeros.isEmpty() ? 0 : (int) (long) zeros.get(Math.min(i, zeros.size() - 1));
        }
        return new Quantized(bytes, weights.unsigned(), scales, zeroPoints);
    }

    /** The weights that the multiplication of this name uses. */
    Quantized weightsOf(String node) {
        String tensor = weightOfNode.get(node);
        if (tensor == null || !tensor.endsWith(QUANTIZED)) {
            throw new IllegalArgumentException("the model's file has no quantized " + node);
        }
        return quantized(tensor.substring(0, tensor.length() - QUANTIZED.length()));
    }

    /** Numbers of one byte each. @param scales one for all, or one for each column; @param zeroPoints as many */
    record Quantized(byte[] bytes, boolean unsigned, float[] scales, int[] zeroPoints) {

        float at(int index) {
            int column = scales.length == 1 ? 0 : index % scales.length;
            int stored = unsigned ? bytes[index] & 0xff : bytes[index];
            return (stored - zeroPoints[column]) * scales[column];
        }

        float[] all() {
            float[] floats = new float[bytes.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = at(i);
            }
            return floats;
        }
    }
}
