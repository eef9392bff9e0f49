package dev.baton.actors.connector.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Asks authorization servers, over the same client as everything else; waits for the answer, on a thread that may. */
final class Requests {

    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** More is no document of metadata and no token. */
    private static final int ANSWER_BYTES_MAX = 256 * 1024;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;

    private final HttpClient client;

    Requests(HttpClient client) {
        this.client = client;
    }

    /** @param body missing if it was no JSON object */
    record Reply(int status, JsonNode body) {

        boolean good() {
            return status >= 200 && status < 300 && body.isObject();
        }

        /** Whether the same may succeed soon. */
        boolean busy() {
            return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        }
    }

    Reply get(URI url) throws Denied {
        return send("GET", url, Map.of(), "");
    }

    Reply post(URI url, JsonNode body) throws Denied {
        return send("POST", url, Map.of("Content-Type", "application/json"), body.toString());
    }

    /** As the part of a URL behind the question mark. */
    static String query(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply send(String method, URI url, Map<String, String> headers, String body) throws Denied {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Accept", "application/json");
        all.put("User-Agent", "baton");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Object> heard = new CompletableFuture<>();
        try {
            RequestHead head = RequestHead.of(method, url, all);
            client.send(
                    head.request("", stream -> stream.write(bytes, 0, bytes.length)),
                    PATIENCE,
                    answer -> heard.complete(reply(answer)));
        } catch (IOException | IllegalArgumentException e) {
            // The message could show a header that is secret.
            throw new Denied("nothing can be sent to " + url);
        }
        if (heard.join() instanceof Reply reply) {
            return reply;
        }
        throw new Denied(url + " cannot be asked: " + heard.join(), true);
    }

    /** The reply, or a text that says why there is none. */
    private static Object reply(Answer answer) {
        return switch (answer) {
            case Answer.Received received -> new Reply(received.status(), body(received));
            case Answer.TooLarge ignored -> "it answers too much";
            case Answer.NotHttp odd -> "it does not answer with HTTP: " + odd.reason();
            case Answer.Unreachable lost -> lost.reason();
            case Answer.Untrusted untrusted -> untrusted.reason();
            case Answer.Forbidden forbidden -> forbidden.reason();
            case Answer.Busy busy -> busy.reason();
            case Answer.TimedOut ignored -> "it did not answer in time";
            case Answer.Cancelled ignored -> "the call was cancelled";
        };
    }

    private static JsonNode body(Answer.Received received) {
        if (received.length() > ANSWER_BYTES_MAX) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode body = JsonAnswers.parse(received.bytes(), received.length());
            return body.isObject() ? body : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
