package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must be true of the runs of a tree, whatever has happened. */
final class TreeRules {

    /** By their ids. */
    private final Map<String, TreeSimulation.Run> runs;

    TreeRules(Map<String, TreeSimulation.Run> runs) {
        this.runs = runs;
    }

    /** Once all is heard, whoever goes on is awaited by a parent, or was left to itself on purpose. */
    void noOrphanLives() {
        Set<String> free = new HashSet<>();
        runs.forEach((id, run) -> {
            if (run.state().exists() && run.state().started().lineage() == null) {
                free.add(id);
            }
        });
        runs.values()
                .forEach(run -> run.commits()
                        .forEach(commit -> commit.events().forEach(event -> {
                            if (event instanceof RunEvent.ChildStarted e
                                    && e.child().close() == ChildRun.ParentClose.ABANDON) {
                                free.add(e.child().run());
                            }
                        })));
        runs.values().stream()
                .map(run -> run.state().started().origin())
                .filter(Objects::nonNull)
                .flatMap(origin -> Objects.requireNonNull(origin.reset()).replaces().stream())
                .forEach(replaced -> assertThat(Objects.requireNonNull(runs.get(replaced))
                                .state()
                                .ended())
                        .as("%s, in whose place another goes on, has ended", replaced)
                        .isTrue());
        runs.forEach((id, run) -> {
            if (!run.state().ended() && !free.contains(id) && !isFinishing(run.state())) {
                Lineage lineage = Objects.requireNonNull(run.state().started().lineage());
                StepState step = Objects.requireNonNull(runs.get(lineage.parent()))
                        .state()
                        .step(lineage.step());
                assertThat(step == null ? null : step.activity())
                        .as("who awaits %s", id)
                        .isInstanceOfSatisfying(
                                Activity.AwaitingChild.class,
                                awaiting -> assertThat(awaiting.child().run()).isEqualTo(id));
            }
        });
    }

    /** A run that nobody needs any more ends when it has undone what it did. */
    private static boolean isFinishing(RunState state) {
        return state.remedy() != null
                && state.remedy().remedy() != RunEvent.Remedy.FALLBACK
                && state.remedy().remedy() != RunEvent.Remedy.ESCALATE;
    }

    /** What must be true when the tree is quiet. */
    void check() {
        Set<String> ended = new HashSet<>();
        runs.forEach((id, run) -> {
            Usage used = Usage.NONE;
            for (Commit commit : run.commits()) {
                for (RunEvent event : commit.events()) {
                    if (event instanceof RunEvent.ChildEnded e) {
                        assertThat(ended.add(e.run()))
                                .as("%s ends once for its parent", e.run())
                                .isTrue();
                        TreeSimulation.Run child = runs.get(e.run());
                        assertThat(e.status())
                                .as("status of %s", e.run())
                                .isEqualTo(
                                        child == null
                                                ? RunStatus.FAILED
                                                : child.state().status());
                        assertThat(e.usage())
                                .as("usage of %s", e.run())
                                .isEqualTo(
                                        child == null
                                                ? Usage.NONE
                                                : child.state().usage());
                        used = used.plus(e.usage());
                    } else if (event instanceof RunEvent.StepCompleted e) {
                        used = used.plus(e.usage());
                    } else if (event instanceof RunEvent.AttemptFailed e) {
                        used = used.plus(e.usage());
                    }
                }
            }
            assertThat(run.state().usage())
                    .as("usage of %s and all below it", id)
                    .isEqualTo(used);
            checkLineage(id, run.state().started().lineage());
            checkOrigin(run.state());
        });
    }

    private void checkLineage(String id, @Nullable Lineage lineage) {
        if (lineage == null) {
            assertThat(id).matches(TreeSimulation.ROOT + "|reset-\\d");
            return;
        }
        RunState parent = Objects.requireNonNull(runs.get(lineage.parent())).state();
        Lineage above = parent.started().lineage();
        assertThat(lineage.root()).isEqualTo(above == null ? lineage.parent() : above.root());
        assertThat(lineage.depth()).isEqualTo(parent.started().depth() + 1);
    }

    /** Each run of the tree that goes on from the middle does so from the run that its parent's past had at this step. */
    private void checkOrigin(RunState state) {
        Origin origin = state.started().origin();
        if (origin != null) {
            Instant past = Objects.requireNonNull(origin.reset()).at();
            Objects.requireNonNull(runs.get(state.started().runId())).commits().stream()
                    .flatMap(commit -> commit.events().stream())
                    .forEach(event -> {
                        if (event instanceof RunEvent.StepTaken e
                                && e.instance().endedAt() != null) {
                            assertThat(e.instance().endedAt())
                                    .as("what came later is taken back")
                                    .isBeforeOrEqualTo(past);
                        }
                    });
        }
        Lineage lineage = state.started().lineage();
        if (origin == null || lineage == null) {
            return;
        }
        RunState other = Objects.requireNonNull(runs.get(origin.run())).state();
        RunState parent = Objects.requireNonNull(runs.get(lineage.parent())).state();
        Lineage before = Objects.requireNonNull(other.started().lineage());
        Instant at = Objects.requireNonNull(origin.reset()).at();
        Origin above = Objects.requireNonNull(parent.started().origin());
        assertThat(before.step()).isEqualTo(lineage.step());
        assertThat(other.started().startedAt()).isBeforeOrEqualTo(at);
        // One that had not begun when its tree was reset again goes on where it would have.
        Set<String> pasts = new HashSet<>();
        for (Origin from = above;
                from != null && pasts.add(from.run());
                from = Objects.requireNonNull(runs.get(from.run()))
                        .state()
                        .started()
                        .origin()) {}
        assertThat(pasts).contains(before.parent());
    }
}
