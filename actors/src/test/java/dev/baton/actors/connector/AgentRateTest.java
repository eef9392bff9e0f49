package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentLimiter.Permit;
import dev.baton.actors.definition.AgentDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How fast the calls of one agent may follow one another. */
class AgentRateTest {

    private static final long SECOND = 1_000_000_000L;

    /** Goes on only when the test says so; begins shortly before the largest number that there is. */
    private static final class Hand implements Ticks {

        private record Due(long nanos, Runnable task) {}

        private final long begin = Long.MAX_VALUE - 3 * SECOND;
        private long passed;
        private final PriorityQueue<Due> tasks = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));

        @Override
        public long nanos() {
            return begin + passed;
        }

        @Override
        public void after(long nanos, Runnable task) {
            tasks.add(new Due(passed + nanos, task));
        }

        void pass(long nanos) {
            long end = passed + nanos;
            for (Due next = tasks.peek(); next != null && next.nanos() <= end; next = tasks.peek()) {
                tasks.poll();
                passed = Math.max(passed, next.nanos());
                next.task().run();
            }
            passed = end;
        }
    }

    private final Hand hand = new Hand();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AgentLimiter limiter = node(0, 1);
    private final List<Long> begun = new ArrayList<>();
    private final List<String> order = new ArrayList<>();

    private AgentLimiter node(int number, int nodes) {
        return new AgentLimiter(meters, AgentLimiter.WAITING_MAX, () -> new LimitShare.Place(number, nodes), hand);
    }

    private static AgentDefinition agent(String limits) {
        return Attempts.agent("tester", "{connector: {queue: {queue: q}}, limits: {" + limits + "}}");
    }

    private Permit call(AgentLimiter on, AgentDefinition agent, String run) {
        Permit permit = on.acquire("t", agent, run);
        permit.admitted().thenAccept(may -> {
            begun.add(hand.passed);
            order.add(run);
        });
        return permit;
    }

    /** A call that is over as soon as it has begun. */
    private void shortCall(AgentLimiter on, AgentDefinition agent) {
        Permit permit = call(on, agent, "run");
        permit.admitted().thenRun(permit::release);
    }

    private int begunWithin(long from, long to) {
        return (int) begun.stream().filter(at -> at >= from && at < to).count();
    }

    @Test
    void callsAreSpreadEvenlyHoweverManyComeAtOnce() {
        AgentDefinition agent = agent("rate: {calls: 10, per: PT1S}");
        IntStream.range(0, 100).forEach(i -> shortCall(limiter, agent));
        assertThat(begun).as("the first at once").hasSize(1);

        hand.pass(3 * SECOND);

        assertThat(begun).hasSizeBetween(30, 31);
        assertThat(begunWithin(SECOND, 2 * SECOND)).isEqualTo(10);
        hand.pass(7 * SECOND);
        assertThat(begun).hasSize(100);
    }

    @Test
    void aBurstGoesAtOnceAfterATimeWithoutCallsAndTheRestEvenly() {
        AgentDefinition agent = agent("rate: {calls: 60, per: PT1M, burst: 5}");
        hand.pass(10 * SECOND);
        IntStream.range(0, 8).forEach(i -> shortCall(limiter, agent));
        assertThat(begun).hasSize(5);

        hand.pass(3 * SECOND);
        assertThat(begun).hasSize(8);
    }

    @Test
    void aNodeThatStartsEarnsItsBurst() {
        AgentDefinition agent = agent("rate: {calls: 60, per: PT1M, burst: 5}");
        IntStream.range(0, 8).forEach(i -> shortCall(limiter, agent));
        assertThat(begun).hasSize(1);
    }

    @Test
    void aBurstIsNotHadAnewBecauseNothingWasUnderWay() {
        AgentDefinition agent = agent("rate: {calls: 60, per: PT1M, burst: 2}");
        hand.pass(10 * SECOND);
        for (int i = 0; i < 4; i++) {
            shortCall(limiter, agent);
            hand.pass(SECOND / 100);
        }
        assertThat(begun).hasSize(2);
    }

    @Test
    void noSpanHasMoreThanTheRateAndABurstOnAllNodesTogether() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AgentDefinition agent = agent("rate: {calls: 20, per: PT1S, burst: 6}");
        List<AgentLimiter> nodes =
                IntStream.range(0, 3).mapToObj(number -> node(number, 3)).toList();
        for (int i = 0; i < 2_000; i++) {
            shortCall(nodes.get(random.nextInt(3)), agent);
            hand.pass(random.nextInt(30) * SECOND / 1_000);
        }

        for (long from = 0; from < hand.passed - SECOND; from += SECOND / 20) {
            // Each node may be early by the 10 ms within which timers fire.
            assertThat(begunWithin(from, from + SECOND))
                    .as("seed %s, from %s", seed, from)
                    .isLessThanOrEqualTo(20 + 6 + 3);
        }
        assertThat(begun.size())
                .as("seed %s: as many as it may while there was more to do", seed)
                .isGreaterThan((int) (hand.passed / SECOND * 20 * 0.9));
    }

    @Test
    void aRateBelowTheNumberOfNodesHoldsAllTheSame() {
        AgentDefinition agent = agent("rate: {calls: 1, per: PT10S}");
        List<AgentLimiter> nodes =
                IntStream.range(0, 5).mapToObj(number -> node(number, 5)).toList();
        nodes.forEach(node -> IntStream.range(0, 10).forEach(i -> shortCall(node, agent)));
        hand.pass(100 * SECOND);

        assertThat(begun).as("ten, and one for each node that has just started").hasSizeBetween(10, 15);
    }

    @Test
    void fastRatesAreReachedAlthoughTimersAreLate() {
        AgentDefinition agent = agent("rate: {calls: 1000, per: PT1S}, concurrency: 1000");
        IntStream.range(0, 2_000).forEach(i -> shortCall(limiter, agent));
        for (int i = 0; i < 100; i++) {
            hand.passed += 9 * SECOND / 1_000;
            hand.pass(SECOND / 1_000);
        }
        assertThat(begun.size()).isBetween(950, 1_011);
    }

    @Test
    void runsTakeTurns() {
        AgentDefinition agent = agent("rate: {calls: 1, per: PT1S}");
        IntStream.range(0, 10_000).forEach(i -> call(limiter, agent, "big"));
        call(limiter, agent, "small");
        call(limiter, agent, "other");
        hand.pass(4 * SECOND);

        assertThat(order).containsExactly("big", "big", "small", "other", "big");
    }

    @Test
    void whoWaitsForTheRateHoldsNoPlaceAmongThoseUnderWay() {
        AgentDefinition agent = agent("concurrency: 2, rate: {calls: 1, per: PT1S}");
        Permit first = call(limiter, agent, "run");
        IntStream.range(0, 3).forEach(i -> call(limiter, agent, "run"));

        assertThat(limiter.load("t", "tester")).isEqualTo(new AgentLoad(1, 3, Duration.ofNanos(SECOND - SECOND / 100)));
        assertThat(meters.get("baton.agents.calls.paced").counter().count()).isEqualTo(3);
        hand.pass(SECOND);
        assertThat(limiter.load("t", "tester")).isEqualTo(new AgentLoad(2, 2, null));
        hand.pass(5 * SECOND);
        assertThat(begun).as("no more than two at a time").hasSize(2);
        first.release();
        assertThat(begun).hasSize(3);
    }

    @Test
    void whatGoesOnDoesNotWaitForTheRateButForAPlace() {
        AgentDefinition agent = agent("concurrency: 2, rate: {calls: 1, per: PT1H}");
        Permit first = call(limiter, agent, "run");
        IntStream.range(0, 3).forEach(i -> call(limiter, agent, "run"));
        Permit second = limiter.acquireAgain("t", agent, "run");
        Permit third = limiter.acquireAgain("t", agent, "run");
        assertThat(second.admitted().toCompletableFuture()).isCompletedWithValue(true);
        assertThat(third.admitted().toCompletableFuture()).isNotDone();

        first.release();

        assertThat(third.admitted().toCompletableFuture()).isCompletedWithValue(true);
        assertThat(begun).hasSize(1);
    }

    @Test
    void aFasterRateOfANewVersionHoldsForThoseThatWait() {
        AgentDefinition slow = agent("rate: {calls: 1, per: P1D}");
        IntStream.range(0, 3).forEach(i -> call(limiter, slow, "run"));
        hand.pass(SECOND);
        assertThat(begun).hasSize(1);

        call(limiter, agent("concurrency: 50"), "run");

        assertThat(begun).hasSize(4);
    }

    @Test
    void nothingRemainsOfCallsThatNobodyWantsAnyMore() {
        AgentDefinition agent = agent("rate: {calls: 1, per: PT1S}");
        List<Permit> permits = IntStream.range(0, 100)
                .mapToObj(i -> call(limiter, agent, "run"))
                .toList();
        permits.forEach(Permit::release);
        assertThat(limiter.gates()).isZero();
        assertThat(meters.get("baton.agents.calls.waiting").gauge().value()).isZero();

        hand.pass(10 * SECOND);
        assertThat(limiter.gates()).isZero();
        assertThat(limiter.load("t", "tester")).isEqualTo(AgentLoad.NONE);
    }
}
