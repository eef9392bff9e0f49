package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InstancePathTest {

    @Test
    void aStepInsideAnotherFollowsASlash() {
        assertThat(InstancePath.inside("", "a")).isEqualTo("a");
        assertThat(InstancePath.inside("p", "a")).isEqualTo("p/a");
        assertThat(InstancePath.inside("p/q", "a")).isEqualTo("p/q/a");
    }

    @Test
    void aListHasADotThatDoesNotShowInThePathsOfItsSteps() {
        assertThat(InstancePath.list("checks", "copyleft")).isEqualTo("checks.copyleft");
        assertThat(InstancePath.inside("checks.copyleft", "a")).isEqualTo("checks/a");
        assertThat(InstancePath.inside("outer.list/checks", "a")).isEqualTo("outer.list/checks/a");
        assertThat(InstancePath.inside("l[2]/checks.copyleft", "a")).isEqualTo("l[2]/checks/a");
    }

    @Test
    void anIterationStandsInBrackets() {
        assertThat(InstancePath.iteration("review", 3)).isEqualTo("review[3]");
        assertThat(InstancePath.inside("review[3]", "judge")).isEqualTo("review[3]/judge");
    }

    @Test
    void theInnermostIterationIsTheLastInThePath() {
        assertThat(InstancePath.innermostIteration("a/b")).isZero();
        assertThat(InstancePath.innermostIteration("outer[2]/p/inner[13]/a")).isEqualTo(13);
        assertThat(InstancePath.innermostIteration("outer[2]/p")).isEqualTo(2);
    }

    @Test
    void theIterationAroundAPathIsThatOfTheNamedContainer() {
        assertThat(InstancePath.iterationAround("outer", "outer[2]/p/inner[13]/a"))
                .isEqualTo(2);
        assertThat(InstancePath.iterationAround("outer[2]/p/inner", "outer[2]/p/inner[13]/a"))
                .isEqualTo(13);
        assertThat(InstancePath.iterationAround("outer[1]/p/inner", "outer[2]/p/inner[13]/a"))
                .isZero();
        assertThat(InstancePath.iterationAround("out", "outer[2]/p")).isZero();
        assertThat(InstancePath.iterationAround("outer", "outer")).isZero();
    }
}
