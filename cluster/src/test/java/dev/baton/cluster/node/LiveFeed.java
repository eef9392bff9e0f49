package dev.baton.cluster.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as an event source does. */
final class LiveFeed implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final BufferedReader lines;
    private String lastId = "";

    private LiveFeed(HttpClient client, BufferedReader lines) {
        this.client = client;
        this.lines = lines;
    }

    static LiveFeed open(String url, String lastEventId) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .build();
        return new LiveFeed(
                client,
                new BufferedReader(new InputStreamReader(
                        client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                                .body(),
                        StandardCharsets.UTF_8)));
    }

    String lastId() {
        return lastId;
    }

    /** The next event of this type; waits for it. */
    JsonNode untilType(String type) throws IOException {
        String id = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                lastId = id;
                JsonNode event = JSON.readTree(line.substring(6));
                if (event.path("type").asText().equals(type)) {
                    return event;
                }
            }
        }
        throw new AssertionError("the stream has ended without " + type);
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        lines.close();
    }
}
