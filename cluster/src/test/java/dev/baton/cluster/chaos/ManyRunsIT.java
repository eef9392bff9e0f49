package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.HoldingAgent;
import dev.baton.cluster.crash.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes with ten thousand runs to which something happens at the same time. Prints how long it takes. */
@Tag("slow")
final class ManyRunsIT {

    private static final int RUNS = Integer.getInteger("baton.chaos.runs", 10_000);
    private static final int AT_ONCE = 64;
    private static final int FURTHER_ATTEMPTS_PART = 20;
    private static final Duration UNTIL_ALL_ARE_STARTED =
            Duration.ofSeconds(Integer.getInteger("baton.chaos.start-seconds", 240));

    private static final String SLEEPING = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: sleeping}
            spec: {do: [{id: due, wait: {until: "${ input.at }"}}]}
            """;

    private static final String HELD = """
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: holding, owner: tests}
            spec:
              mandate: Answers when it is told to.
              connector: {http: {url: "AGENT"}}
              limits: {concurrency: 20000, timeout: PT30M}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: held}
            spec: {do: [{id: held, agent: holding}]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private NodeGroup group;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        group = NodeGroup.of(folder, Chaos.NODES, Set.of());
        group.start();
        group.awaitReady();
        api = new Api(group::urls);
    }

    @AfterEach
    void stop() {
        api.close();
        group.close();
    }

    @Test
    void timersThatFallDueInTheSameSecondAllFire() throws InterruptedException {
        api.define(SLEEPING);
        Instant due = Instant.now().plus(UNTIL_ALL_ARE_STARTED);
        startAll(n -> "{\"workflow\": \"sleeping\", \"id\": \"s-%d\", \"input\": {\"at\": \"%s\"}}".formatted(n, due));
        assertThat(Instant.now()).as("the machine has started all in time").isBefore(due);
        assertThat(count("waiting")).isEqualTo(RUNS);

        Awaiting.until("they fall due", () -> !Instant.now().isBefore(due));
        Awaiting.until("all have completed", () -> count("completed") == RUNS);

        assertThat(group.postgres()
                        .query("SELECT count(*) FROM run_index WHERE ended_at < " + due.toEpochMilli() * 1_000))
                .as("runs that did not wait")
                .isEqualTo("0");
        new JournalAudit(group.postgres()).verify();
        System.out.printf(
                "%,d timers due in one instant: the last run has ended %.1f s later%n", RUNS, secondsSince(due));
    }

    @Test
    void runsAtWorkGoOnWhenAllNodesAreKilledAndStartedAgain() throws IOException, InterruptedException {
        try (HoldingAgent agent = new HoldingAgent()) {
            api.define(HELD.replace("AGENT", agent.url()));
            startAll("{\"workflow\": \"held\", \"id\": \"h-%d\"}"::formatted);
            Awaiting.until("all are at work", () -> count("running") == RUNS);

            group.nodes().forEach(ServerProcess::kill);
            agent.answerFromNowOn();
            Instant restarted = Instant.now();
            group.start();
            group.awaitReady();
            double ready = secondsSince(restarted);
            Awaiting.until("all have completed", () -> count("completed") == RUNS);

            double ended = secondsSince(restarted);
            new JournalAudit(group.postgres()).verify();
            assertThat(agent.faults()).as("keys of calls").isEmpty();
            assertThat(agent.runs()).isEqualTo(RUNS);
            // On a busy machine a call can fail, which makes a further attempt; one that was open is sent again as it
            // was.
            assertThat(agent.attempts()).isBetween(RUNS, RUNS + RUNS / FURTHER_ATTEMPTS_PART);
            assertThat(agent.repeated())
                    .as("calls that were open, and are sent again")
                    .isPositive();
            System.out.printf(
                    "%,d runs at work when all nodes were killed: nodes ready after %.1f s, the last run has ended"
                            + " after %.1f s; %,d attempts, %,d calls repeated with the same key%n",
                    RUNS, ready, ended, agent.attempts(), agent.repeated());
        }
    }

    private static double secondsSince(Instant then) {
        return Duration.between(then, Instant.now()).toMillis() / 1e3;
    }

    private void startAll(IntFunction<String> body) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        AtomicInteger started = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < RUNS; i++) {
                String json = body.apply(i);
                room.acquire();
                threads.execute(() -> {
                    Answer.Given given = api.settle(() -> false, () -> api.post("/v1/runs", json));
                    if (given.status() == 201 || given.status() == 200) {
                        started.incrementAndGet();
                    }
                    room.release();
                });
            }
        }
        assertThat(started).hasValue(RUNS);
    }

    private long count(String status) {
        return Long.parseLong(group.postgres().query("SELECT count(*) FROM run_index WHERE status = '" + status + "'"));
    }
}
