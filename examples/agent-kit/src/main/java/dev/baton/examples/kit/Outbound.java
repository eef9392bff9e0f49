package dev.baton.examples.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Calls of agents to others, in JSON over HTTP. */
public final class Outbound {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();

    private Outbound() {}

    /** What was answered. */
    public record Reply(int status, String body) {}

    /** @throws IOException if nobody answers, or the other cannot take it now (429, 5xx): it may be tried again */
    public static Reply post(URI url, Json body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.write()));
        headers.forEach(request::header);
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 429 || response.statusCode() >= 500) {
            throw new IOException(url.getHost() + " answered " + response.statusCode());
        }
        return new Reply(response.statusCode(), response.body());
    }
}
