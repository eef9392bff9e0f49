package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RegionRuleTest {

    private static final Map<String, String> EUROPE = Map.of("residency", "eu", "cloud", "aws");

    private static RegionRule rule(String text) {
        return Objects.requireNonNull(RegionRule.of(Map.of(RegionRule.LABEL, text)));
    }

    @Test
    void everyTermMustHold() {
        assertThat(rule("eu").allows("eu", Map.of())).isTrue();
        assertThat(rule("eu").allows("us", Map.of())).isFalse();
        assertThat(rule("residency=eu").allows("any", EUROPE)).isTrue();
        assertThat(rule("cloud=gcp,residency=eu").allows("any", EUROPE)).isFalse();
        assertThat(rule("eu,residency=eu").allows("eu", EUROPE)).isTrue();
        assertThat(rule("eu,residency=eu").allows("other", EUROPE)).isFalse();
    }

    @Test
    void whoSaysNothingMayBeAnywhere() {
        assertThat(RegionRule.of(Map.of())).isNull();
        assertThat(RegionRule.of(null, Map.of())).isNull();
        assertThat(RegionRule.of("eu", EUROPE)).isEqualTo(new RegionRule("eu,cloud=aws,residency=eu"));
    }

    @Test
    void childrenOfARunThatMustStayLiveBesideIt() {
        RunInfo parent = info(Map.of(RegionRule.LABEL, "eu"));
        for (int number = 1; number <= 20; number++) {
            String child = ChildRun.id(parent, number);
            assertThat(CellHash.of("t/" + child)).isEqualTo(CellHash.of("t/" + parent.runId()));
            assertThat(child).startsWith("order-17.c" + number).isEqualTo(ChildRun.id(parent, number));
        }
        assertThat(ChildRun.id(info(Map.of()), 1)).isEqualTo("order-17.c1");
    }

    private static RunInfo info(Map<String, String> labels) {
        return new RunInfo(
                "t",
                "dev",
                "order-17",
                "w",
                1,
                "digest",
                new Payload(NullNode.getInstance()),
                labels,
                0,
                null,
                "request",
                Principal.SYSTEM,
                Instant.EPOCH,
                null,
                null);
    }
}
