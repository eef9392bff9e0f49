package dev.baton.actors.connector.health;

import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.HealthProbe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks agents whether they are well, beside their work, and tells their circuits. */
public final class HealthProbes implements AutoCloseable {

    /** At the same time; who is not asked for that reason is a second later. */
    static final int OPEN_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HealthProbes.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FAILURE_MIN = 300;

    /** Calls its argument with the tenant and the definition of each agent. */
    @FunctionalInterface
    public interface Directory extends Consumer<BiConsumer<String, AgentDefinition>> {}

    private record AgentKey(String tenant, String agent) {}

    private final Directory agents;
    private final HttpClient client;
    private final Circuits circuits;
    private final InstantSource clock;
    private final Map<AgentKey, Instant> due = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("baton-health-probes").factory());

    private HealthProbes(Directory agents, HttpClient client, Circuits circuits, InstantSource clock) {
        this.agents = agents;
        this.client = client;
        this.circuits = circuits;
        this.clock = clock;
    }

    /** @param client belongs to the caller, who closes it later */
    public static HealthProbes start(Directory agents, HttpClient client, Circuits circuits, InstantSource clock) {
        HealthProbes probes = new HealthProbes(agents, client, circuits, clock);
        var ignored = probes.rounds.scheduleWithFixedDelay(probes::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        return probes;
    }

    private void round() {
        try {
            agents.accept(this::askIfDue);
        } catch (RuntimeException defect) {
            // The next round goes on: an exception would end them all.
            LOG.error("A round of health probes met a defect", defect);
        }
    }

    private void askIfDue(String tenant, AgentDefinition agent) {
        HealthProbe probe = agent.health();
        if (probe == null) {
            return;
        }
        Instant now = clock.instant();
        AgentKey key = new AgentKey(tenant, agent.name());
        if (now.isBefore(due.getOrDefault(key, Instant.MIN)) || open.get() >= OPEN_MAX) {
            return;
        }
        // Not twice at the same time: it may take longer to answer than until the next time.
        due.put(key, now.plus(PATIENCE).plus(probe.every()));
        circuits.of(tenant, agent)
                .ifPresent(circuit -> ask(probe, circuit, () -> due.put(key, now.plus(probe.every()))));
    }

    private void ask(HealthProbe probe, Circuit circuit, Runnable answered) {
        open.incrementAndGet();
        try {
            var ignored = client.send(
                    RequestHead.get(probe.url(), Map.of("User-Agent", "baton")).request("", body -> {}),
                    PATIENCE,
                    answer -> {
                        open.decrementAndGet();
                        answered.run();
                        hear(answer, probe, circuit);
                    });
        } catch (IOException | IllegalArgumentException unusable) {
            open.decrementAndGet();
            circuit.probed(
                    "health: " + probe.url() + " cannot be asked: " + unusable.getMessage(),
                    probe.every(),
                    clock.instant());
        }
    }

    private void hear(Answer answer, HealthProbe probe, Circuit circuit) {
        String error = switch (answer) {
            case Answer.Received received ->
                received.status() < FAILURE_MIN ? null : "it answered " + received.status();
            case Answer.TooLarge ignored -> null;
            case Answer.NotHttp odd -> "it did not answer with HTTP: " + odd.reason();
            case Answer.Unreachable lost -> lost.reason();
            case Answer.Untrusted untrusted -> untrusted.reason();
            case Answer.TimedOut ignored -> "it did not answer in time";
            // Not the agent's doing. Calls that are forbidden too say so by themselves.
            case Answer.Forbidden ignored -> "";
            case Answer.Busy ignored -> "";
            case Answer.Cancelled ignored -> "";
        };
        if (error == null || !error.isEmpty()) {
            circuit.probed(
                    error == null ? null : "health: " + probe.url() + ": " + error, probe.every(), clock.instant());
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
