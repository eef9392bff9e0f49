package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Speech;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The history of runs: in pages, and live. */
class EventsTest {

    private static final String STREAM = "text/event-stream";
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start(Map.of("baton.http.stream-heartbeat", "300ms", "baton.http.stream-buffer", 4));
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void signal(String run, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(client.post("/v1/runs/" + run + "/signals/go", "{\"payload\":" + i + "}")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static List<Long> numbers(List<EventReader.Event> events) {
        return events.stream().map(EventReader.Event::id).toList();
    }

    private static List<Long> upTo(String run) {
        return LongStream.rangeClosed(
                        1,
                        client.get("/v1/runs/" + run).json().path("lastEvent").asLong())
                .boxed()
                .toList();
    }

    @Test
    void pagesGiveEachEventOnceAndInOrder() {
        client.start("paged", "counting", "{\"n\":1}");
        signal("paged", 10);
        List<Long> seen = new ArrayList<>();
        JsonNode page;
        long after = 0;
        do {
            page = client.get("/v1/runs/paged/events?limit=3&after=" + after).json();
            assertThat(page.path("events").size()).isLessThanOrEqualTo(3);
            page.path("events").forEach(event -> seen.add(event.path("id").asLong()));
            after = page.path("next").asLong();
        } while (page.has("next"));

        assertThat(seen).isEqualTo(upTo("paged"));
        assertThat(client.get("/v1/runs/paged/events").text("/events/0/type")).isEqualTo("run-started");
        assertThat(client.get("/v1/runs/paged/events?after=1000").json().path("events"))
                .isEmpty();
    }

    @Test
    void aStreamGivesTheHistoryThenWhatHappensAndEndsWithTheRun() throws IOException {
        client.start("streamed", "counting", "{}");
        signal("streamed", 3);

        try (EventReader reader = EventReader.open(client, "/v1/runs/streamed/events", "Accept", STREAM)) {
            reader.await("signal-consumed", 3);
            signal("streamed", 7);
            List<EventReader.Event> all = reader.toEnd();

            assertThat(numbers(all)).isEqualTo(upTo("streamed"));
            assertThat(all.get(all.size() - 1).type()).isEqualTo("run-completed");
            JsonNode pages =
                    client.get("/v1/runs/streamed/events?limit=1000").json().path("events");
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).data()).isEqualTo(pages.get(i));
                assertThat(all.get(i).type())
                        .isEqualTo(pages.get(i).path("type").asText());
            }
        }
    }

    @Test
    void whatAnAgentSaysComesAmongTheEventsAndIsNone() throws IOException {
        client.start("spoken", "counting", "{}");

        try (EventReader reader = EventReader.open(client, "/v1/runs/spoken/events", "Accept", STREAM)) {
            reader.await("run-started", 1);
            node.runs.say(new RunKey("default", "spoken"), new Speech("ask", "m1", "Good "));
            node.runs.say(new RunKey("default", "spoken"), new Speech("ask", "m1", "morning"));
            signal("spoken", 10);
            List<EventReader.Event> all = reader.toEnd();

            List<EventReader.Event> words =
                    all.stream().filter(event -> event.type().equals("words")).toList();
            assertThat(words)
                    .extracting(event -> event.data().path("words").asText())
                    .containsExactly("Good ", "morning");
            assertThat(words).allSatisfy(event -> {
                assertThat(event.id()).isZero();
                assertThat(event.data().path("path").asText()).isEqualTo("ask");
                assertThat(event.data().path("message").asText()).isEqualTo("m1");
            });
            assertThat(numbers(all.stream().filter(event -> event.id() > 0).toList()))
                    .isEqualTo(upTo("spoken"));
        }
    }

    @Test
    void aStreamOfAnEndedRunEnds() throws IOException {
        client.start("ended", "echo", "{\"text\":\"x\"}");

        try (EventReader reader = EventReader.open(client, "/v1/runs/ended/events", "Accept", STREAM)) {
            assertThat(numbers(reader.toEnd())).isEqualTo(upTo("ended"));
        }
    }

    @Test
    void aReaderThatComesBackMissesNothingAndSeesNothingTwice() throws IOException {
        client.start("resumed", "counting", "{}");
        List<Long> seen = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            String last = seen.isEmpty() ? "0" : Long.toString(seen.get(seen.size() - 1));
            try (EventReader reader =
                    EventReader.open(client, "/v1/runs/resumed/events", "Accept", STREAM, "Last-Event-ID", last)) {
                signal("resumed", 1);
                seen.addAll(numbers(round == 9 ? reader.toEnd() : reader.await("signal-consumed", 1)));
            }
        }

        assertThat(seen).isEqualTo(upTo("resumed"));
    }

    @Test
    void anIdleStreamShowsThatItLives() throws IOException {
        client.start("idle", "waiting", "{}");

        try (EventReader reader = EventReader.open(client, "/v1/runs/idle/events", "Accept", STREAM)) {
            reader.awaitComments(2);
        }
    }

    @Test
    void aStreamWhoseListenerWasLostFindsTheRestInTheHistory() throws IOException {
        client.start("moved", "counting", "{}");

        try (EventReader reader = EventReader.open(client, "/v1/runs/moved/events", "Accept", STREAM)) {
            reader.await("wait-started", 1);
            node.runs.deaf = true;
            signal("moved", 5);
            node.runs.deaf = false;
            reader.await("signal-consumed", 5);
            signal("moved", 5);

            assertThat(numbers(reader.toEnd())).isEqualTo(upTo("moved"));
        }
    }

    @Test
    void nobodyListensForAReaderThatHasGone() throws IOException {
        client.start("left", "waiting", "{}");
        RunKey run = new RunKey("default", "left");
        try (EventReader reader = EventReader.open(client, "/v1/runs/left/events", "Accept", STREAM)) {
            reader.await("wait-started", 1);
            assertThat(node.runs.listeners(run)).isEqualTo(1);
        }

        Waiting.until(() -> node.runs.listeners(run) == 0);
        Waiting.until(() -> node.metrics.get("baton.http.streams.open").gauge().value() == 0);
    }

    @Test
    void aReaderThatDoesNotKeepUpIsCutOffAndMayComeBack() throws IOException {
        client.start("slow", "counting", "{}");
        String large = "x".repeat(2 * 1024 * 1024);
        List<Long> seen;
        try (RawConnection connection = new RawConnection(node)) {
            connection.send(
                    "GET /v1/runs/slow/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            Waiting.until(() -> node.runs.listeners(new RunKey("default", "slow")) == 1);
            for (int i = 0; i < 10; i++) {
                client.post("/v1/runs/slow/signals/other", "{\"payload\":\"" + large + "\"}");
            }
            Waiting.until(() -> node.runs.listeners(new RunKey("default", "slow")) == 0);
            Waiting.until(() ->
                    node.metrics.get("baton.http.streams.dropped").counter().count() == 1);
        }
        signal("slow", 10);
        try (EventReader reader = EventReader.open(client, "/v1/runs/slow/events?after=2", "Accept", STREAM)) {
            seen = numbers(reader.toEnd());
        }

        assertThat(seen).isEqualTo(upTo("slow").subList(2, upTo("slow").size()));
    }

    @Test
    void onlySoManyStreamsAreOpenAtOnce() throws IOException {
        try (TestNode small =
                TestNode.start(Map.of("baton.http.streams-max", 1, "baton.http.stream-heartbeat", "100ms"))) {
            Client caller = new Client(small);
            caller.start("one", "waiting", "{}");
            try (EventReader reader = EventReader.open(caller, "/v1/runs/one/events", "Accept", STREAM)) {
                reader.await("run-started", 1);
                Client.Answer second = caller.get("/v1/runs/one/events", "Accept", STREAM);
                assertThat(second.status()).isEqualTo(429);
                assertThat(second.code()).isEqualTo("too-many-streams");
                assertThat(second.header("Retry-After")).isEqualTo("5");
            }
            Waiting.until(
                    () -> small.metrics.get("baton.http.streams.open").gauge().value() == 0);
            try (EventReader reader = EventReader.open(caller, "/v1/runs/one/events", "Accept", STREAM)) {
                reader.await("run-started", 1);
            }
        }
    }
}
