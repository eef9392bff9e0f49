package dev.baton.http.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** To which class somebody belongs, how many runs it may start, and when new runs take too long. */
final class AdmissionTest {

    private static final long SECOND = 1_000_000_000L;

    private static Principal nightly(List<String> roles, List<String> groups) {
        return new Principal(Principal.Kind.SERVICE, "nightly", null, new Memberships(roles, groups));
    }

    @Test
    void theMostThatIsKnownOfWhoAsksSaysItsClass() {
        TenantClasses classes = new TenantClasses(Map.of(
                "principal:service:nightly",
                "batch",
                "group:trading",
                "gold",
                "role:auditor",
                "slow",
                "tenant:acme",
                "lead"));

        assertThat(classes.of("acme", nightly(List.of("auditor"), List.of("trading"))))
                .hasValue("batch");
        Principal person = new Principal(
                Principal.Kind.PERSON, "nightly", null, new Memberships(List.of("auditor"), List.of("trading")));
        assertThat(classes.of("acme", person)).hasValue("gold");
        assertThat(classes.of(
                        "acme",
                        new Principal(
                                Principal.Kind.PERSON, "p", null, new Memberships(List.of("auditor"), List.of()))))
                .hasValue("slow");
        assertThat(classes.of("acme", Principal.ANONYMOUS)).hasValue("lead");
        assertThat(classes.of("other", Principal.ANONYMOUS)).isEmpty();
    }

    @Test
    void aClassHasItsRunsOfASecondAndIsToldWhenTheNextIs() {
        StartRate rate = new StartRate(4, 0);
        for (int start = 0; start < 4; start++) {
            assertThat(rate.take(0)).isZero();
        }
        assertThat(rate.take(0)).isBetween(Duration.ofMillis(249), Duration.ofMillis(251));
        assertThat(rate.take(SECOND / 4 + 1)).isZero();
        assertThat(rate.take(SECOND / 4 + 1).isPositive()).isTrue();
        int taken = 0;
        for (long now = 10 * SECOND; now < 20 * SECOND; now += SECOND / 100) {
            taken += rate.take(now).isZero() ? 1 : 0;
        }
        assertThat(taken).isBetween(42, 44);
    }

    @Test
    void oneMoreStartWaitsForThoseBeforeItAtTheRateOfTheLastSecond() {
        StartQueue starts = new StartQueue();
        for (int start = 0; start < StartQueue.ALWAYS - 1; start++) {
            starts.begun();
        }
        assertThat(starts.delay(0)).as("a burst").isZero();
        starts.begun();
        assertThat(starts.delay(0)).as("too many, and none is done").isEqualTo(Duration.ofSeconds(StartQueue.ALWAYS));
        for (int start = 0; start < StartQueue.ALWAYS; start++) {
            starts.begun();
            starts.ended(true, start * SECOND / StartQueue.ALWAYS);
        }
        assertThat(starts.delay(SECOND - 1))
                .as("as many a second as are under way")
                .isEqualTo(Duration.ofSeconds(1));
        starts.begun();
        starts.ended(false, SECOND - 1);
        assertThat(starts.delay(SECOND - 1)).as("a failure is no progress").isEqualTo(Duration.ofSeconds(1));
        assertThat(starts.delay(SECOND + SECOND / 2))
                .as("half of them are forgotten")
                .isGreaterThan(Duration.ofMillis(1_700));
        assertThat(starts.delay(10 * SECOND)).as("all are").isEqualTo(Duration.ofSeconds(StartQueue.ALWAYS));
    }
}
