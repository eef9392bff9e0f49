package dev.baton.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunEar;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RegionRule;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.WorkflowPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What schedules, triggers and tools start. */
class WorkflowStartsTest {

    @Test
    void aWorkflowThatMustStayInARegionIsNotStartedUnderAnIdThatMayBelongToAnother() {
        WorkflowStarts starts = new WorkflowStarts(new NoRuns(), new OnlyInEurope());

        WorkflowStarts.Result result = starts.start(
                        new WorkflowStarts.Wanted(
                                new RunKey("t", "r"), "w", null, NullNode.getInstance(), Map.of(), "digest"),
                        Principal.SYSTEM,
                        "schedule")
                .toCompletableFuture()
                .join();

        assertThat(result)
                .isInstanceOfSatisfying(
                        WorkflowStarts.Result.Refused.class,
                        refused -> assertThat(refused.rejection().code()).isEqualTo(Rejection.Code.REGION_NOT_ALLOWED));
    }

    private static final class OnlyInEurope implements Definitions {

        @Override
        public Optional<Version> latest(String tenant, String workflow) {
            WorkflowPlan plan = WorkflowPlan.of(SequenceStep.root(List.of()), null, null);
            RegionPolicy policy = new RegionPolicy(new RegionRule("residency=eu"), List.of());
            return Optional.of(
                    new Version(1, new WorkflowDefinition(workflow, "", Map.of(), null, plan, policy, "digest", "{}")));
        }

        @Override
        public CompletionStage<Optional<Version>> version(String tenant, String workflow, int version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<DefinitionStore.Applied> apply(
                String tenant, WorkflowDefinition definition, String source, Principal by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<DefinitionStore.Applied> apply(
                String tenant, AgentDefinition definition, String source, Principal by) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoRuns implements Runs {

        @Override
        public CompletionStage<Reply> tell(RunKey run, RunCommand command, Principal by, String cause, Detail detail) {
            throw new AssertionError("nothing is to be started");
        }

        @Override
        public CompletionStage<Reply> get(RunKey run, Detail detail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Reply> awaitEnd(RunKey run, Duration patience, Detail detail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Runnable> listen(RunKey run, RunEar listener) {
            throw new UnsupportedOperationException();
        }
    }
}
