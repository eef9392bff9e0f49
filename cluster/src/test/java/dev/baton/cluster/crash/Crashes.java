package dev.baton.cluster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Kills a server under load at random moments, round after round, and holds it to what it had promised. */
final class Crashes {

    private static final int CALLS_BETWEEN_MAX = 400;
    private static final long MOMENT_MICROS_MAX = 20_000;

    /** In one of so many rounds the server is killed once more while it comes up. */
    private static final int DOUBLE_EVERY = 3;

    private static final long START_MICROS_MAX = 3_000_000;

    private final Work work;
    private final ServerProcess server;
    private final Random dice;
    private int kills;

    private Crashes(Work work, ServerProcess server, long seed) {
        this.work = work;
        this.server = server;
        this.dice = new Random(seed);
    }

    static void survive(String name, ServerProcess server, int rounds) throws IOException {
        long seed = Long.getLong("baton.test.seed", System.nanoTime());
        System.out.println(name + ": kills from seed " + seed + " (-Dbaton.test.seed)");
        try (Work work = new Work(server)) {
            try {
                new Crashes(work, server, seed).survive(name, rounds);
            } catch (AssertionError | RuntimeException failure) {
                throw work.explained(name + " with seed " + seed, failure);
            }
        }
    }

    private void survive(String name, int rounds) {
        server.start();
        work.begin();
        for (int round = 1; round <= rounds; round++) {
            work.awaitCalls(1 + dice.nextInt(CALLS_BETWEEN_MAX));
            killWithin(MOMENT_MICROS_MAX);
            if (round % DOUBLE_EVERY == 0) {
                server.start();
                killWithin(START_MICROS_MAX);
            }
            server.start();
            server.awaitReady();
        }
        work.settle();
        System.out.println(name + ": killed " + kills + " times in " + rounds + " rounds; " + work.figures());
        assertThat(work.agent().repeated())
                .as("calls that a kill cut off and that were repeated")
                .isPositive();
    }

    private void killWithin(long microsMax) {
        LockSupport.parkNanos(dice.nextLong(microsMax * 1_000));
        server.kill();
        kills++;
    }
}
