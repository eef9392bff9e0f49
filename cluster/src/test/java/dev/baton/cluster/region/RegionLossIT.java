package dev.baton.cluster.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.Cells;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.HoldingAgent;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.cluster.crash.ServerProcess;
import dev.baton.cluster.crash.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region is lost while runs of it are at work: each goes on in the other one, with the attempt that was open, and nothing
 * that the lost one does later is written. Prints when.
 */
@Tag("slow")
final class RegionLossIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 64;
    private static final int FURTHER_ATTEMPTS_PART = 20;
    private static final int WARM_UPS = 1_000;
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;
    private static final String AGENT = """
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: holding, owner: tests}
            spec:
              mandate: Answers when it is told to.
              connector: {http: {url: "AGENT"}}
              limits: {concurrency: 20000, timeout: PT10M}
            """;
    private static final String WORKFLOW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: held}
            spec:
              do: [{id: held, agent: holding}]
            """;

    private static final String WAITING = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: waiting}
            spec:
              do: [{id: wait, wait: {signal: go}}]
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private RealPostgres postgres;
    private HoldingAgent agent;
    private ServerProcess east;
    private ServerProcess west;

    @BeforeEach
    void start() throws IOException {
        postgres = RealPostgres.start();
        agent = new HoldingAgent();
        east = region("east");
        west = region("west");
        east.start();
        east.awaitReady();
        west.start();
        west.awaitReady();
        JsonNode ignored = send(west, "PUT", "/v1/agents/holding", AGENT.replace("AGENT", agent.url()));
        JsonNode ignoredToo = send(east, "PUT", "/v1/workflows/held", WORKFLOW);
        JsonNode ignoredAsWell = send(west, "PUT", "/v1/workflows/waiting", WAITING);
        Awaiting.until("each region has half of the cells", () -> cells(west, "west") == Cells.COUNT / 2);
    }

    @AfterEach
    void stop() {
        east.close();
        west.close();
        agent.close();
        postgres.close();
        client.close();
    }

    private ServerProcess region(String name) throws IOException {
        return new ServerProcess(
                Files.createDirectories(folder.resolve(name)),
                Settings.postgresql(postgres.url()) + "baton.persistence.region = " + name + "\n");
    }

    @Test
    void runsOfARegionThatIsKilledGoOnInTheOther() throws Exception {
        lose("killed", Integer.getInteger("baton.region.runs", 10_000), ServerProcess::kill);

        east.start();
        east.awaitReady();
        Awaiting.until("it gets its own back", () -> cells(west, "east") == Cells.COUNT / 2);
    }

    @Test
    void aRegionThatWasOnlyAsleepWritesNothingMoreAndStartsOver() throws Exception {
        lose("stopped", 500, ServerProcess::suspend);

        east.resume();
        Awaiting.until("it knows that it was lost", () -> east.logged("This node starts over") == 1);
        Awaiting.until("it gets its own back", () -> cells(west, "east") == Cells.COUNT / 2);
        assertThat(postgres.query("SELECT count(*) FROM run_index WHERE status <> 'completed'"))
                .isEqualTo("0");
        assertHistoriesAreWhole(500);
    }

    private void lose(String how, int runs, Consumer<ServerProcess> loss) throws Exception {
        warmUp(Math.min(runs, WARM_UPS));
        startAll(east, "held", idsAtHomeIn("east", runs));
        Awaiting.until(
                "all are at work", () -> count("held", "running") == runs && agent.attempts() >= Math.min(runs, 500));
        loss.accept(east);
        long lostNanos = System.nanoTime();
        long leaseEndNanos = lostNanos + leaseLeftNanos();
        agent.answerFromNowOn();

        Awaiting.until("the west has everything", () -> cells(west, "west") == Cells.COUNT);
        long takenNanos = System.nanoTime();
        Awaiting.until("all have completed", () -> count("held", "completed") == runs);
        long doneNanos = System.nanoTime();

        // One key for each run, whoever sent it; on a busy machine a call can fail, which makes a further attempt.
        assertThat(agent.attempts()).isBetween(runs, runs + runs / FURTHER_ATTEMPTS_PART);
        assertThat(agent.faults()).as("keys of calls").isEmpty();
        assertHistoriesAreWhole(runs);
        System.out.printf(
                "region %s with %d runs at work: lease over after %.1f s; then taken within %.1f s, first run goes on"
                        + " after %.1f s, last after %.1f s, all completed after %.1f s; %s%n",
                how,
                runs,
                (leaseEndNanos - lostNanos) / NANOS,
                (takenNanos - leaseEndNanos) / NANOS,
                (agent.firstAnswerNanos() - leaseEndNanos) / NANOS,
                (agent.lastAnswerNanos() - leaseEndNanos) / NANOS,
                (doneNanos - leaseEndNanos) / NANOS,
                recovery());
    }

    /** As the region that has taken over measured it itself. */
    private String recovery() {
        return text(west, "/metrics")
                .lines()
                .filter(line -> line.startsWith("baton_recovery_seconds"))
                .collect(Collectors.joining(", "));
    }

    private String text(ServerProcess from, String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create(from.url() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The other region has runs of its own: it has read some from the store before, and brought them to their end. */
    private void warmUp(int runs) throws Exception {
        List<String> ids = idsAtHomeIn("west", runs);
        startAll(west, "waiting", ids);
        forAll(ids, id -> send(west, "POST", "/v1/runs/" + id + "/signals/go", "{}"));
        Awaiting.until("they have completed", () -> count("waiting", "completed") == runs);
    }

    private List<String> idsAtHomeIn(String region, int count) {
        Set<Integer> cells = Stream.of(postgres.query(
                                "SELECT string_agg(cell::text, ',') FROM cell_home WHERE home = '" + region + "'")
                        .split(","))
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        List<String> ids = new ArrayList<>();
        for (int i = 0; ids.size() < count; i++) {
            if (cells.contains(Cells.of("default/" + region + "-" + i))) {
                ids.add(region + "-" + i);
            }
        }
        return ids;
    }

    private void startAll(ServerProcess region, String workflow, List<String> ids) throws Exception {
        forAll(
                ids,
                id -> send(region, "POST", "/v1/runs", "{\"workflow\": \"" + workflow + "\", \"id\": \"" + id + "\"}"));
    }

    private static void forAll(List<String> ids, Function<String, JsonNode> request) throws Exception {
        Semaphore room = new Semaphore(AT_ONCE);
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String id : ids) {
                room.acquire();
                sent.add(threads.submit(() -> {
                    JsonNode ignored = request.apply(id);
                    room.release();
                }));
            }
        }
        for (Future<?> one : sent) {
            one.get();
        }
    }

    private long count(String workflow, String status) {
        return Long.parseLong(postgres.query(
                "SELECT count(*) FROM run_index WHERE workflow = '" + workflow + "' AND status = '" + status + "'"));
    }

    private long leaseLeftNanos() {
        String micros = postgres.query("SELECT lease_until - (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
                + " FROM region WHERE name = 'east'");
        return (long) (Long.parseLong(micros) / MICROS * NANOS);
    }

    /** Every commit follows the one before: nobody has written beside another. */
    private void assertHistoriesAreWhole(int runs) {
        assertThat(postgres.query(
                        "SELECT count(DISTINCT persistence_id) FROM journal WHERE persistence_id LIKE '%/east-%'"))
                .isEqualTo(Integer.toString(runs));
        assertThat(postgres.query("SELECT count(*) FROM (SELECT count(*) AS rows, max(seq_nr) AS last,"
                        + " max(last_event) AS events, sum(last_event - first_event + 1) AS sum FROM journal"
                        + " GROUP BY persistence_id) AS run WHERE rows <> last OR events <> sum"))
                .isEqualTo("0");
    }

    private int cells(ServerProcess asked, String name) {
        for (JsonNode region : send(asked, "GET", "/v1/regions", "").path("regions")) {
            if (region.path("name").asText().equals(name)) {
                return region.path("cells").asInt();
            }
        }
        return 0;
    }

    private JsonNode send(ServerProcess to, String method, String path, String body) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(to.url() + path))
                            .header("Content-Type", method.equals("PUT") ? "application/yaml" : "application/json")
                            .timeout(Duration.ofSeconds(60))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
