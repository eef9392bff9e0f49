package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The live history of a run over server-sent events, from one connection; whoever reads it reconnects. */
final class EventFeed implements AutoCloseable {

    private static final Duration OPEN_WITHIN = Duration.ofSeconds(10);
    private static final int AHEAD_MAX = 256;

    /**
     * @param number of the event within its run
     * @param type such as {@code attempt-started}
     */
    record Event(long number, String type, JsonNode data) {}

    /** What was read from the connection. */
    private sealed interface Arrival {
        record Happened(Event event) implements Arrival {}

        record Ended(IOException why) implements Arrival {}
    }

    private final InputStream body;
    private final Thread reader;
    private final BlockingQueue<Arrival> arrived = new ArrayBlockingQueue<>(AHEAD_MAX);

    private EventFeed(InputStream body) {
        this.body = body;
        this.reader = Thread.ofPlatform().daemon().name("event-feed").unstarted(this::read);
    }

    /**
     * Connects, for the events with a number above {@code after}.
     *
     * @throws IOException if there is no connection
     * @throws CliFailure if the server refuses
     */
    static EventFeed open(Api api, String run, long after) throws IOException, InterruptedException {
        HttpRequest request = api.request("/v1/runs/" + Api.part(run) + "/events", OPEN_WITHIN)
                .setHeader("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(after))
                .GET()
                .build();
        HttpResponse<InputStream> response = api.client().send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                String said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                throw Problem.of(api.server(), request.uri().getPath(), response.statusCode(), said)
                        .failure();
            }
        }
        EventFeed feed = new EventFeed(response.body());
        feed.reader.start();
        return feed;
    }

    /**
     * The next event, or null if none came within {@code patience}.
     *
     * @throws IOException when the connection has ended
     */
    @Nullable
    Event next(Duration patience) throws IOException, InterruptedException {
        Arrival arrival = arrived.poll(Math.max(patience.toMillis(), 1), TimeUnit.MILLISECONDS);
        return switch (arrival) {
            case null -> null;
            case Arrival.Happened happened -> happened.event();
            case Arrival.Ended ended -> throw ended.why();
        };
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException alreadyClosed) {
            // nothing is read from it any more
        }
    }

    private void read() {
        try {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                readEvents(lines);
                arrived.put(new Arrival.Ended(new IOException("the server ended the stream of events")));
            } catch (IOException broken) {
                arrived.put(new Arrival.Ended(broken));
            }
        } catch (InterruptedException closed) {
            // nobody reads any more
        }
    }

    private void readEvents(BufferedReader lines) throws IOException, InterruptedException {
        long number = 0;
        String type = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                number = number(value(line));
            } else if (line.startsWith("event:")) {
                type = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line));
            } else if (line.isEmpty() && !data.isEmpty()) {
                arrived.put(new Arrival.Happened(new Event(number, type, Api.JSON.readTree(data.toString()))));
                data.setLength(0);
            }
        }
    }

    private static long number(String id) throws IOException {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException foreign) {
            throw new IOException("the stream of events has an id that is no number: " + id, foreign);
        }
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
