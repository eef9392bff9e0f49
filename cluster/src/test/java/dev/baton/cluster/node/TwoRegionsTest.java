package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Any region answers for any run; each run lives in one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoRegionsTest {

    private static final int CELLS = 256;
    private static final String WAITING = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: waiting}
            spec:
              do:
                - {id: wait, wait: {signal: go}}
                - {id: said, set: "${ steps.wait.output }"}
            """;
    private static final String PARENT = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: parent}
            spec:
              do:
                - id: children
                  map:
                    over: "${ input.items }"
                    as: item
                    concurrency: 50
                    do: [{id: child, workflow: waiting}]
            """;
    /** So that the runs of a region can be counted. */
    private static final String IN_MEMORY = "baton.engine { park-after-waiting = 5m, park-after-end = 5m }\n";

    private static final String ON_AWS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: on-aws}
            spec:
              region: {labels: {cloud: aws}}
              do:
                - {id: wait, wait: {signal: go}}
            """;
    private static Nodes nodes;
    private static Node east;
    private static Node west;

    private static Receiver receiver;
    private static String settings;

    @BeforeAll
    static void start(@TempDir Path secrets) throws IOException {
        receiver = Receiver.start();
        Files.writeString(secrets.resolve("sign"), "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        settings = IN_MEMORY + "baton { secrets.folder = \"" + secrets + "\", webhooks { poll = 100ms, retries = ["
                + "500ms, ".repeat(300) + "1s] } }\n";
        nodes = new Nodes();
        east = nodes.start(settings + "baton { persistence.region = east, region { lease = 3s } }");
        apply(east, "waiting", WAITING);
        west = startWest();
        apply(west, "parent", PARENT);
        apply(west, "on-aws", ON_AWS);
    }

    @AfterAll
    static void stop() {
        nodes.close();
        receiver.close();
    }

    private static Node startWest() {
        return nodes.start(
                settings + "baton { persistence.region = west, region { lease = 3s, labels = [\"cloud=aws\"] } }");
    }

    private static void apply(Node node, String name, String definition) {
        JsonNode ignored = nodes.send(node, "PUT", "/v1/workflows/" + name, "application/yaml", definition);
    }

    private static JsonNode region(Node asked, String name) {
        for (JsonNode region : nodes.get(asked, "/v1/regions").path("regions")) {
            if (region.path("name").asText().equals(name)) {
                return region;
            }
        }
        throw new AssertionError("there is no region " + name);
    }

    private static long runsHere(Node node) {
        return nodes.get(node, "/v1/cluster").path("nodes").path(0).path("runs").asLong();
    }

    @Test
    @Order(1)
    void aNewRegionGetsItsShareOfTheCells() {
        Nodes.until(
                "each has half",
                () -> region(east, "east").path("cells").asInt() == CELLS / 2
                        && region(west, "west").path("cells").asInt() == CELLS / 2);

        assertThat(nodes.get(west, "/v1/cluster").path("nodes")).hasSize(1);
        assertThat(region(east, "west").path("labels").path("cloud").asText()).isEqualTo("aws");
    }

    @Test
    @Order(2)
    void aRunIsDoneInOneRegionAndAnsweredForByBoth() {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            runs.add(nodes.post(
                            i % 2 == 0 ? east : west, "/v1/runs", "{\"workflow\": \"waiting\", \"id\": \"r" + i + "\"}")
                    .path("id")
                    .asText());
        }

        assertThat(runsHere(east)).isGreaterThan(2);
        assertThat(runsHere(west)).isGreaterThan(2);
        assertThat(runsHere(east) + runsHere(west)).isEqualTo(20);
        for (String run : runs) {
            for (Node node : List.of(east, west)) {
                assertThat(nodes.get(node, "/v1/runs/" + run).path("status").asText())
                        .isEqualTo("waiting");
            }
            JsonNode ignored = nodes.post(west, "/v1/runs/" + run + "/signals/go", "{\"payload\": \"now\"}");
            for (Node node : List.of(east, west)) {
                assertThat(nodes.get(node, "/v1/runs/" + run + "?wait=30s")
                                .path("status")
                                .asText())
                        .isEqualTo("completed");
            }
        }
    }

    @Test
    @Order(3)
    void childRunsLiveInAnyRegionAndTheirEndsReachTheParent() {
        String parent = nodes.post(
                        east, "/v1/runs", "{\"workflow\": \"parent\", \"input\": {\"items\": [1,2,3,4,5,6,7,8]}}")
                .path("id")
                .asText();
        Nodes.until("all children wait", () -> children(parent, "waiting").size() == 8);

        for (String child : children(parent, "waiting")) {
            JsonNode ignored = nodes.post(east, "/v1/runs/" + child + "/signals/go", "{}");
        }

        assertThat(nodes.get(west, "/v1/runs/" + parent + "?wait=60s")
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    private static Set<String> children(String parent, String status) {
        Set<String> ids = new HashSet<>();
        nodes.get(west, "/v1/runs?parent=" + parent + "&status=" + status + "&limit=100")
                .path("runs")
                .forEach(run -> ids.add(run.path("id").asText()));
        return ids;
    }

    @Test
    @Order(4)
    void aRunIsAtHomeWhereItsWorkflowOrTheRequestSays() {
        long before = runsHere(west);
        for (int i = 0; i < 5; i++) {
            JsonNode ignored = nodes.post(east, "/v1/runs", "{\"workflow\": \"on-aws\"}");
            JsonNode pinned = nodes.post(east, "/v1/runs", "{\"workflow\": \"waiting\", \"region\": \"west\"}");
            assertThat(pinned.path("labels").path("baton/region").asText()).isEqualTo("west");
        }
        assertThat(runsHere(west)).isEqualTo(before + 10);

        assertThatThrownBy(() -> nodes.post(west, "/v1/runs", "{\"workflow\": \"on-aws\", \"region\": \"east\"}"))
                .hasMessageContaining("region-not-allowed")
                .hasMessageContaining("There is no region east,cloud=aws");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        JsonNode ignored =
                                nodes.post(west, "/v1/runs", "{\"workflow\": \"on-aws\", \"id\": \"given" + i + "\"}");
                    }
                })
                .hasMessageContaining("region-not-allowed")
                .hasMessageContaining("send it as Idempotency-Key");
    }

    @Test
    @Order(5)
    void whatIsMovedOnPurposeGoesBitByBitAndNoCallFails() throws InterruptedException {
        String before = start(west, "before");
        Calls calls = new Calls();
        Thread caller = Thread.ofPlatform().start(calls);

        JsonNode ignored = nodes.post(east, "/v1/regions/west:failover", "{}");
        Nodes.until("west has nothing", () -> region(east, "west").path("cells").asInt() == 0);
        assertThat(region(east, "west").path("away").asBoolean()).isTrue();
        JsonNode back = nodes.post(west, "/v1/regions/west:failback", "{}");
        Nodes.until(
                "west has its own again",
                () -> region(east, "west").path("cells").asInt() == CELLS / 2);

        calls.stopped = true;
        caller.join();
        assertThat(calls.failures).isEmpty();
        assertThat(calls.done.get()).isGreaterThan(10);
        assertThat(nodes.get(west, "/v1/runs/" + before).path("status").asText())
                .isEqualTo("waiting");
    }

    @Test
    @Order(6)
    void whatALostRegionHadGoesOnInTheOtherOneAndComesBackToIt() {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            runs.add(start(east, "lost" + i));
        }

        String pinned = nodes.post(east, "/v1/runs", "{\"workflow\": \"on-aws\"}")
                .path("id")
                .asText();

        Set<String> told = tellInVain(8);
        nodes.stop(west);
        receiver.status = 204;
        int before = receiver.got().size();
        Nodes.until(
                "east tells what west could not",
                () -> ids(receiver.got().subList(before, receiver.got().size())).equals(told));
        Nodes.until(
                "east has everything", () -> region(east, "east").path("cells").asInt() == CELLS);
        for (String run : runs) {
            JsonNode ignored = nodes.post(east, "/v1/runs/" + run + "/signals/go", "{}");
            assertThat(nodes.get(east, "/v1/runs/" + run + "?wait=30s")
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
        }
        assertThat(nodes.get(east, "/v1/runs/" + pinned).path("status").asText())
                .isEqualTo("waiting");
        assertThatThrownBy(() -> nodes.post(east, "/v1/runs/" + pinned + "/signals/go", "{}"))
                .hasMessageContaining("region-unavailable");
        assertThatThrownBy(() -> nodes.post(east, "/v1/runs", "{\"workflow\": \"on-aws\"}"))
                .hasMessageContaining("region-unavailable");

        west = startWest();
        Nodes.until(
                "west has its own again",
                () -> region(east, "west").path("cells").asInt() == CELLS / 2);
        for (String run : runs) {
            assertThat(nodes.get(west, "/v1/runs/" + run).path("status").asText())
                    .isEqualTo("completed");
        }
        JsonNode ignored = nodes.post(east, "/v1/runs/" + pinned + "/signals/go", "{}");
        assertThat(nodes.get(east, "/v1/runs/" + pinned + "?wait=30s")
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    /** Webhooks of which each region has some have tried to tell of a run. @return the ids of what they have to tell */
    private static Set<String> tellInVain(int webhooks) {
        receiver.status = 503;
        for (int i = 0; i < webhooks; i++) {
            JsonNode ignored = nodes.send(
                    east, "PUT", "/v1/webhooks/audit-" + i, "application/yaml", """
                            apiVersion: baton/v1
                            kind: Webhook
                            metadata: {name: audit-%d}
                            spec: {url: "%s%d", secrets: ["secret://sign"], events: [run-started]}
                            """.formatted(i, receiver.url(), i));
        }
        start(east, "told");
        Nodes.until("each has tried", () -> ids(receiver.got()).size() == webhooks);
        return ids(receiver.got());
    }

    /** To whom, and what. */
    private static Set<String> ids(List<Receiver.Got> requests) {
        Set<String> ids = new HashSet<>();
        requests.forEach(got -> ids.add(got.path() + " " + got.header("Webhook-id")));
        return ids;
    }

    private static String start(Node node, String id) {
        return nodes.post(node, "/v1/runs", "{\"workflow\": \"waiting\", \"id\": \"" + id + "\"}")
                .path("id")
                .asText();
    }

    /** Starts runs and ends them, through both regions by turns. */
    private static final class Calls implements Runnable {
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile boolean stopped;
        private final AtomicInteger done = new AtomicInteger();

        @Override
        public void run() {
            for (int i = 0; !stopped; i++) {
                try {
                    String run = start(i % 2 == 0 ? east : west, "moved" + i);
                    JsonNode ignored =
                            nodes.post(i % 3 == 0 ? east : west, "/v1/runs/" + run + "/signals/go", "{\"payload\": 1}");
                    if (!nodes.get(east, "/v1/runs/" + run + "?wait=30s")
                            .path("status")
                            .asText()
                            .equals("completed")) {
                        failures.add(run + " did not complete");
                    }
                    done.incrementAndGet();
                } catch (AssertionError failure) {
                    failures.add(String.valueOf(failure.getMessage()));
                }
            }
        }
    }
}
