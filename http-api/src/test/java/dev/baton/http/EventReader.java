package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as a browser does. */
final class EventReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream body;
    private final BufferedReader lines;
    private final List<Event> events = new ArrayList<>();
    private int comments;

    record Event(long id, String type, JsonNode data) {}

    private EventReader(InputStream body) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    static EventReader open(Client client, String path, String... headers) throws IOException {
        try {
            HttpResponse<InputStream> response = client.http()
                    .send(client.request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            return new EventReader(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** All events so far, when so many of this type have come. */
    List<Event> await(String type, int count) throws IOException {
        while (events.stream().filter(event -> event.type().equals(type)).count() < count) {
            assertThat(read()).as("the stream goes on").isTrue();
        }
        return List.copyOf(events);
    }

    void awaitComments(int count) throws IOException {
        while (comments < count) {
            assertThat(read()).as("the stream goes on").isTrue();
        }
    }

    List<Event> toEnd() throws IOException {
        while (read()) {
            // everything is kept
        }
        return List.copyOf(events);
    }

    /** Reads one block; false at the end. */
    private boolean read() throws IOException {
        long id = 0;
        String type = "";
        @Nullable String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (data != null) {
                    events.add(new Event(id, type, JSON.readTree(data)));
                }
                return true;
            }
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "id" -> id = Long.parseLong(value);
                case "event" -> type = value;
                case "data" -> data = value;
                case "" -> comments++;
                default -> assertThat(line).startsWith("retry:");
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
