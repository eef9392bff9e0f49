package dev.baton.cluster.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays a model in the words of Chat Completions: one that has much looked up, and one that speaks slowly. */
final class BenchModel {

    /** Of a conversation; in each but the last the model has something looked up. */
    static final int TURNS = 100;

    /** Of what is looked up. */
    static final int RESULT_BYTES = 5 * 1024;

    /** That are streamed in one answer. */
    static final int WORDS = 100;

    static final String WORD = "word ";
    static final int WORD_EVERY_MS = 250;

    static final String LOOK_UP = "bench-look-up";

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":900}}";
    /** Sent at once, before the first word. */
    static final byte[] STREAM_HEAD =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    private static final byte[] STREAMED_WORD = event("{\"content\":\"" + WORD + "\"},\"finish_reason\":null");
    private static final byte[] STREAM_END =
            ascii(new String(event("{},\"finish_reason\":\"stop\""), StandardCharsets.ISO_8859_1)
                    + chunk("data: {\"choices\":[]," + USAGE + "}\n\n")
                    + chunk("data: [DONE]\n\n")
                    + chunk(""));

    private BenchModel() {}

    /** A part of an answer. @param afterMs from when the model may speak */
    record Part(int afterMs, byte[] bytes) {}

    /** The words of a slow answer, one after the other. */
    static List<Part> speech() {
        List<Part> parts = new ArrayList<>(WORDS + 1);
        for (int word = 0; word < WORDS; word++) {
            parts.add(new Part(word * WORD_EVERY_MS, STREAMED_WORD));
        }
        parts.add(new Part(WORDS * WORD_EVERY_MS, STREAM_END));
        return parts;
    }

    /** @param key ends with the number of the turn */
    static String turn(@Nullable String key) {
        int turn = key == null ? TURNS : Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
        String message = turn >= TURNS
                ? "\"content\":\"That is all.\"},\"finish_reason\":\"stop\""
                : "\"content\":\"" + "t".repeat(400) + "\",\"tool_calls\":[{\"id\":\"call_0123456789abcdef" + turn
                        + "\",\"type\":\"function\",\"function\":{\"name\":\"" + LOOK_UP
                        + "\",\"arguments\":\"{\\\"what\\\":" + turn + "}\"}}]},\"finish_reason\":\"tool_calls\"";
        return "{\"id\":\"chatcmpl-0123456789abcdef\",\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\"," + message + "}]," + USAGE + "}";
    }

    private static byte[] event(String delta) {
        return ascii(chunk(
                "data: {\"id\":\"c\",\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n"));
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
