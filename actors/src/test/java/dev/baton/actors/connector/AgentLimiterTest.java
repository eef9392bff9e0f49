package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentLimiter.Permit;
import dev.baton.actors.definition.AgentDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentLimiterTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AgentLimiter limiter = new AgentLimiter(meters);

    private static AgentDefinition agent(int concurrency) {
        return Attempts.agent("tester", "{connector: {queue: {queue: q}}, limits: {concurrency: " + concurrency + "}}");
    }

    private static boolean admitted(Permit permit) {
        return permit.admitted().toCompletableFuture().getNow(false);
    }

    private double waiting() {
        return meters.get("baton.agents.calls.waiting").gauge().value();
    }

    @Test
    void asManyAsAllowedGetInAndTheNextWhenOneLeaves() {
        AgentDefinition agent = agent(2);
        Permit first = limiter.acquire("t", agent, "run");
        Permit second = limiter.acquire("t", agent, "run");
        Permit third = limiter.acquire("t", agent, "run");
        Permit fourth = limiter.acquire("t", agent, "run");
        assertThat(List.of(admitted(first), admitted(second), admitted(third), admitted(fourth)))
                .containsExactly(true, true, false, false);
        assertThat(waiting()).isEqualTo(2);

        second.release();
        assertThat(List.of(admitted(third), admitted(fourth))).containsExactly(true, false);
        first.release();
        assertThat(admitted(fourth)).isTrue();
    }

    @Test
    void aNodeDoesItsPartAndMoreWhenOthersAreGone() {
        AtomicInteger nodes = new AtomicInteger(2);
        AgentLimiter part = new AgentLimiter(new SimpleMeterRegistry(), () -> new LimitShare.Place(0, nodes.get()));
        List<Permit> permits = IntStream.range(0, 6)
                .mapToObj(call -> part.acquire("t", agent(4), "run"))
                .toList();
        assertThat(permits.stream().filter(AgentLimiterTest::admitted)).hasSize(2);

        nodes.set(1);
        permits.getFirst().release();

        assertThat(permits.stream().filter(AgentLimiterTest::admitted))
                .as("one that has left, and four at a time")
                .hasSize(5);
    }

    @Test
    void agentsAndTenantsDoNotCountForEachOther() {
        limiter.acquire("t", agent(1), "run");
        assertThat(admitted(limiter.acquire("u", agent(1), "run"))).isTrue();
        AgentDefinition other = Attempts.agent("other", "{connector: {queue: {queue: q}}, limits: {concurrency: 1}}");
        assertThat(admitted(limiter.acquire("t", other, "run"))).isTrue();
        assertThat(admitted(limiter.acquire("t", agent(1), "run"))).isFalse();
    }

    @Test
    void runsTakeTurnsHoweverManyCallsOneHas() {
        AgentDefinition agent = agent(1);
        List<String> order = new ArrayList<>();
        Permit holder = limiter.acquire("t", agent, "big");
        List<Permit> waiting = new ArrayList<>();
        IntStream.range(0, 10_000).forEach(i -> waiting.add(waitFor(agent, "big", i, order)));
        waiting.add(waitFor(agent, "small", 0, order));
        waiting.add(waitFor(agent, "other", 0, order));

        holder.release();
        waiting.get(0).release();
        waiting.get(10_000).release();
        waiting.get(10_001).release();
        waiting.get(1).release();

        assertThat(order).containsExactly("big0", "small0", "other0", "big1", "big2");
    }

    private Permit waitFor(AgentDefinition agent, String run, int number, List<String> order) {
        Permit permit = limiter.acquire("t", agent, run);
        permit.admitted().thenAccept(ignored -> order.add(run + number));
        return permit;
    }

    @Test
    void whoLeavesTheQueueIsNotLetIn() {
        AgentDefinition agent = agent(1);
        Permit holder = limiter.acquire("t", agent, "run");
        Permit leaving = limiter.acquire("t", agent, "run");
        Permit staying = limiter.acquire("t", agent, "run");

        leaving.release();
        leaving.release();
        holder.release();
        holder.release();

        assertThat(admitted(leaving)).isFalse();
        assertThat(admitted(staying)).isTrue();
        assertThat(admitted(limiter.acquire("t", agent, "run"))).isFalse();
    }

    @Test
    void aFullQueueTurnsAway() {
        AgentLimiter small = new AgentLimiter(new SimpleMeterRegistry(), 2, LimitShare.ALL, Ticks.SYSTEM);
        AgentDefinition agent = agent(1);
        Permit holder = small.acquire("t", agent, "run");
        small.acquire("t", agent, "run");
        small.acquire("t", agent, "run");
        Permit turnedAway = small.acquire("t", agent, "run");

        assertThat(turnedAway.admitted().toCompletableFuture()).isCompletedWithValue(false);
        turnedAway.release();
        holder.release();
        assertThat(small.gates()).isEqualTo(1);
    }

    @Test
    void aHigherLimitOfANewVersionLetsTheQueueIn() {
        limiter.acquire("t", agent(1), "run");
        Permit waiting = limiter.acquire("t", agent(1), "run");
        Permit third = limiter.acquire("t", agent(3), "run");

        third.release();

        assertThat(admitted(waiting)).isTrue();
    }

    @Test
    void nothingRemainsOfAgentsThatNobodyCalls() {
        List<Permit> permits = IntStream.range(0, 100)
                .mapToObj(i -> limiter.acquire("tenant-" + i, agent(1), "run"))
                .toList();
        assertThat(limiter.gates()).isEqualTo(100);
        permits.forEach(Permit::release);
        assertThat(limiter.gates()).isZero();
        assertThat(waiting()).isZero();
    }

    @Test
    void tenThousandCallsThatFailAtOnceDoNotExhaustTheStack() {
        AgentDefinition agent = agent(1);
        AtomicInteger over = new AtomicInteger();
        Permit holder = limiter.acquire("t", agent, "run");
        for (int i = 0; i < 50_000; i++) {
            Permit permit = limiter.acquire("t", agent, "run");
            permit.admitted().thenAccept(ignored -> {
                over.incrementAndGet();
                permit.release();
            });
        }

        holder.release();

        assertThat(over).hasValue(50_000);
        assertThat(limiter.gates()).isZero();
    }

    @Test
    void underLoadThereAreNeverMoreThanAllowedAndNobodyIsForgotten() throws InterruptedException {
        AgentDefinition agent = agent(7);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int calls = 20_000;
        CountDownLatch over = new CountDownLatch(calls);
        ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < calls; i++) {
                String run = "run-" + i % 13;
                threads.execute(() -> {
                    Permit permit = limiter.acquire("t", agent, run);
                    permit.admitted()
                            .thenAccept(in -> most.accumulateAndGet(inside.incrementAndGet(), Math::max))
                            .thenRunAsync(
                                    () -> {
                                        inside.decrementAndGet();
                                        permit.release();
                                        over.countDown();
                                    },
                                    threads)
                            .exceptionally(fault -> {
                                faults.add(fault);
                                return null;
                            });
                });
            }
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(faults).isEmpty();
        assertThat(most.get()).isBetween(1, 7);
        assertThat(limiter.gates()).isZero();
    }
}
