package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StoreClockTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private long steadyNanos = -7;
    private Instant store = NOON;
    private Duration roundTrip = Duration.ZERO;
    private boolean away;

    private CompletionStage<Instant> ask() {
        if (away) {
            return CompletableFuture.failedStage(new IllegalStateException("the store is away"));
        }
        pass(roundTrip.dividedBy(2));
        Instant answer = store;
        pass(roundTrip.dividedBy(2));
        return CompletableFuture.completedStage(answer);
    }

    /** For both clocks. */
    private void pass(Duration time) {
        steadyNanos += time.toNanos();
        store = store.plus(time);
    }

    private StoreClock clock() {
        return StoreClock.at(this::ask, () -> steadyNanos);
    }

    @Test
    void saysWhatTheStoreSaysWhenItsAnswerWasOnItsWay() {
        roundTrip = Duration.ofMillis(40);

        assertThat(clock().instant()).isEqualTo(store);
    }

    @Test
    void goesOnBetweenTwoLooksAndWithoutTheStore() {
        StoreClock clock = clock();
        away = true;
        pass(Duration.ofMinutes(90));
        clock.look();

        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(90)));
    }

    @Test
    void makesUpASmallDifferenceBitByBitAndNeverGoesBack() {
        StoreClock clock = clock();
        store = store.minusSeconds(4);
        clock.look();
        Instant before = clock.instant();
        assertThat(before).isEqualTo(NOON);
        for (int step = 0; step < 100; step++) {
            pass(Duration.ofMillis(100));
            Instant now = clock.instant();
            assertThat(now).isAfter(before);
            before = now;
        }

        assertThat(before).isEqualTo(store);
        pass(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(store);
    }

    @Test
    void takesOverALargeDifferenceAtOnce() {
        StoreClock clock = clock();
        store = store.plus(Duration.ofHours(1));
        clock.look();
        assertThat(clock.instant()).isEqualTo(store);

        store = store.minus(Duration.ofHours(2));
        clock.look();
        assertThat(clock.instant()).isEqualTo(store);
    }

    @Test
    void doesNotTrustAnAnswerThatTookLong() {
        StoreClock clock = clock();
        store = store.plusSeconds(3);
        roundTrip = Duration.ofSeconds(2);
        clock.look();

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void doesNotStartWithoutTheStore() {
        away = true;

        assertThatThrownBy(this::clock).hasMessageContaining("the store is away");
    }
}
