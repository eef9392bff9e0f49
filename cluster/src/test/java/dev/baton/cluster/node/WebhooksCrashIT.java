package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.cluster.crash.ServerProcess;
import dev.baton.cluster.crash.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others are to be told outlives {@code kill -9} of the server that has begun to tell them. */
@Tag("slow")
final class WebhooksCrashIT {

    private static final int RUNS = 20;
    private static final String OWNER =
            "SELECT m.address FROM webhook w JOIN cluster_member m ON m.owner = w.owner WHERE w.name = 'audit'";

    private static final String DEFINITIONS = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: echo}
            spec: {do: [{id: echo, set: "${ input }"}]}
            ---
            apiVersion: baton/v1
            kind: Webhook
            metadata: {name: audit}
            spec:
              url: %s
              secrets: ["secret://sign"]
              events: [run-started, run-completed]
              workflows: [echo]
            """;

    @TempDir
    private Path folder;

    private Receiver receiver;
    private String settings;

    @BeforeEach
    void prepare() throws IOException {
        receiver = Receiver.start();
        receiver.status = 503;
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("sign"), "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        // Failed tries are so many that none is given up meanwhile.
        settings =
                "baton.secrets.folder = \"" + secrets + "\"\nbaton.webhooks.retries = [" + "1s, ".repeat(200) + "1s]\n";
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private ServerProcess server(String name, String more) throws IOException {
        return new ServerProcess(Files.createDirectories(folder.resolve(name)), settings + more);
    }

    private static Set<String> start(Api api, int count) {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Answer answer = api.post("/v1/runs", "{\"workflow\": \"echo\", \"input\": " + i + "}");
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Given.class,
                            given -> assertThat(given.status())
                                    .as(given.toString())
                                    .isEqualTo(201));
            runs.add(((Answer.Given) answer).body().path("id").asText());
        }
        return runs;
    }

    /** Of all requests so far: the ids under which each event of each run came. */
    private Map<String, Set<String>> idsByEvent(List<Receiver.Got> requests) {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (Receiver.Got got : requests) {
            ids.computeIfAbsent(got.event().path("subject").asText() + " " + got.type(), event -> new HashSet<>())
                    .add(got.header("Webhook-id"));
        }
        return ids;
    }

    /** Each of the two events of each run has come, always under the same id, which no other has. */
    private void assertEachIsToldUnderItsId(Set<String> runs, int from) {
        Set<String> wanted = new HashSet<>();
        for (String run : runs) {
            wanted.add(run + " dev.baton.run-started");
            wanted.add(run + " dev.baton.run-completed");
        }
        Awaiting.until("each event has come", () -> {
            List<Receiver.Got> all = receiver.got();
            return idsByEvent(all.subList(from, all.size())).keySet().containsAll(wanted);
        });
        Map<String, Set<String>> ids = idsByEvent(receiver.got());
        assertThat(ids.keySet()).isEqualTo(wanted);
        assertThat(ids.values()).allSatisfy(same -> assertThat(same).hasSize(1));
        assertThat(ids.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    }

    @Test
    void whatAServerCouldNotDeliverBeforeItWasKilledComesAfterItsStart() throws IOException {
        String sqlite = "baton.persistence { store = sqlite, sqlite.file = \"" + folder.resolve("baton.db") + "\" }\n";
        try (ServerProcess server = server("one", sqlite);
                Api api = new Api(server::urls)) {
            server.start();
            server.awaitReady();
            api.define(DEFINITIONS.formatted(receiver.url()));
            Set<String> runs = start(api, RUNS);
            Awaiting.until("some were tried", () -> receiver.got().size() > RUNS);

            server.kill();
            int before = receiver.got().size();
            receiver.status = 204;
            server.start();
            server.awaitReady();
            assertEachIsToldUnderItsId(runs, before);
        }
    }

    /** Without regions the two are one cluster; with them each has a cluster of its own, and a lease. */
    @ParameterizedTest
    @ValueSource(strings = {"", "baton { persistence.region = %s, region.lease = 3s }\n"})
    void whatTheNodeCouldNotDeliverThatWasKilledComesFromTheOther(String region) throws IOException {
        try (RealPostgres postgres = RealPostgres.start();
                ServerProcess one = server("one", Settings.postgresql(postgres.url()) + region.formatted("east"));
                ServerProcess two = server("two", Settings.postgresql(postgres.url()) + region.formatted("west"));
                Api both = new Api(() -> List.of(one.url(), two.url()))) {
            one.start();
            one.awaitReady();
            two.start();
            two.awaitReady();
            both.define(DEFINITIONS.formatted(receiver.url()));
            Set<String> runs = start(both, RUNS);
            Awaiting.until("some were tried", () -> receiver.got().size() > RUNS);

            ServerProcess deliverer = postgres.query(OWNER).endsWith("@" + one.clusterAddress()) ? one : two;
            ServerProcess other = deliverer.equals(one) ? two : one;
            deliverer.kill();
            int before = receiver.got().size();
            receiver.status = 204;
            assertEachIsToldUnderItsId(runs, before);
            assertThat(postgres.query(OWNER)).endsWith("@" + other.clusterAddress());
            try (Api left = new Api(other::urls)) {
                JsonNode pending = left.read("/v1/webhooks/audit/deliveries?status=failed");
                assertThat(pending.path("deliveries")).isEmpty();
            }
        }
    }
}
