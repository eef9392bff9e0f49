package dev.baton.actors.run;

import static dev.baton.actors.run.TestRun.cancel;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.retry;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.RunEvent.Resolution;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What steps share: who sees what, who may change it, and what becomes of two who change it at once. */
final class MemoryTest {

    private static final String TWO = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: two}
            spec:
              memory:
                notes: {schema: {type: array, items: {type: string}}, initial: ["${ input }"], %s}
              do:
                - id: p
                  parallel:
                    a: [{id: a, agent: a, input: "${ memory.notes }", reads: [notes], writes: {notes: "${ memory.notes + [output] }"},
                         retry: {maxAttempts: 1}}]
                    b: [{id: b, agent: b, input: "${ memory.notes }", reads: [notes], writes: {notes: "${ memory.notes + [output] }"},
                         retry: {maxAttempts: 2, backoff: {jitter: 0}}}]
              output: "${ memory.notes }"
            """;

    @Test
    void aStepReadsAndWritesAndTheNextSeesWhatWasWritten() {
        TestRun run = TestRun.of(plan("""
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: w}
                spec:
                  memory: {plan: {}, count: {schema: {type: integer}, initial: 1}}
                  do:
                    - {id: a, agent: a, writes: {plan: "${ output }"}}
                    - {id: b, set: "${ memory.plan.days }", reads: [plan, count], writes: {count: "${ memory.count + output }"}}
                  output: {count: "${ memory.count }"}
                """));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started", "memory-written count v1 by  -> 1", "attempt-started a r~1 #1 a <- run.input");
        assertThat(run.when(succeeds("a", Json.parse("{\"days\":4}"))))
                .contains("memory-written plan v1 by a -> {\"days\":4}", "step-completed a r~1 -> {\"days\":4}")
                .containsSequence("memory-written count v2 by b -> 5", "step-completed b -> 4");
        assertThat(run.output()).isEqualTo(Json.parse("{\"count\":5}"));
        assertThat(run.state().memory("count").writes().stream()
                        .map(MemoryScope.Write::path)
                        .toList())
                .containsExactly("", "b");
    }

    @Test
    void whoHasReadAnOlderVersionTriesAgainWithWhatIsThereNow() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: reject")));

        assertThat(run.when(start("x"))).contains("memory-read p/a {notes=1}", "memory-read p/b {notes=1}");
        assertThat(run.when(succeeds("p/a", "A"))).contains("memory-written notes v2 by p/a -> [\"x\",\"A\"]");
        assertThat(run.when(succeeds("p/b", "B"))).containsExactly("attempt-failed p/b r~2 conflict again +PT1S by b");
        assertThat(run.when(due()))
                .containsExactly("attempt-started p/b r~3 #2 b <- [\"x\",\"A\"]", "memory-read p/b {notes=2}");
        assertThat(Objects.requireNonNull(run.state().step("p/b")).reads().get("notes"))
                .isEqualTo(new MemoryScope.Read(2, Json.payload(new String[] {"x", "A"})));
        run.given(succeeds("p/b", "B"));
        assertThat(run.output()).isEqualTo(Json.parse("[\"x\",\"A\",\"B\"]"));
    }

    @Test
    void aConflictThatIsNotTriedAgainFailsTheStep() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: reject"))).given(start("x"));
        run.given(succeeds("p/b", "B"));

        assertThat(run.when(succeeds("p/a", "A")))
                .startsWith("attempt-failed p/a r~1 conflict", "step-failed p/a r~1 conflict")
                .endsWith("run-failed conflict");
        assertThat(run.state().memory("notes").version()).isEqualTo(2);
    }

    @Test
    void theLastWriterMayReplaceWhatIsThere() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: last-writer")))
                .given(start("x"), succeeds("p/a", "A"), succeeds("p/b", "B"));

        assertThat(run.output()).isEqualTo(Json.parse("[\"x\",\"B\"]"));
    }

    @Test
    void anExpressionMayMakeOneValueOfBoth() {
        String merge = "onConflict: merge, merge: \"${ current + proposed.filter(p, !(p in base)) }\"";
        TestRun run = TestRun.of(plan(TWO.formatted(merge))).given(start("x"), succeeds("p/a", "A"));

        assertThat(run.when(succeeds("p/b", "B")))
                .contains("memory-written notes v3 by p/b -> [\"x\",\"A\",\"B\"] merged");
        assertThat(run.output()).isEqualTo(Json.parse("[\"x\",\"A\",\"B\"]"));
    }

    @Test
    void whatDoesNotMatchTheSchemaIsNotWritten() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: reject"))).given(start("x"));

        assertThat(run.when(succeeds("p/a", 7)))
                .startsWith("attempt-failed p/a r~1 invalid-output")
                .endsWith("run-failed invalid-output");
        assertThat(TestRun.of(plan(TWO.formatted("onConflict: reject"))).when(start(7)))
                .containsExactly("run-started", "run-failed invalid-output");
    }

    @Test
    void whatWasWrittenStaysWhenTheRunIsRetriedAndWhoWasCancelledWritesNothing() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: last-writer")))
                .given(start("x"), succeeds("p/a", "A"), cancel());
        assertThat(run.state().memory("notes").version()).isEqualTo(2);

        assertThat(run.when(retry())).contains("memory-read p/b {notes=2}");
        run.given(succeeds("p/b", "B"));
        assertThat(run.output()).isEqualTo(Json.parse("[\"x\",\"A\",\"B\"]"));
    }

    @Test
    void aSkippedStepWritesNothing() {
        TestRun run =
                TestRun.of(plan("""
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: w}
                spec:
                  memory: {plan: {initial: 1}}
                  do: [{id: a, agent: a, retry: {maxAttempts: 1}, onFailure: escalate, writes: {plan: "${ output }"}}]
                """)).given(start(), fails("a", ErrorKind.REJECTED), resolve("r~2", Resolution.SKIP));

        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.state().memory("plan").version()).isEqualTo(1);
    }

    @Test
    void theLatestWritesAreKeptAndNoMore() {
        MemoryScope scope = MemoryScope.EMPTY;
        Commit commit = TestRun.commit(RunState.EMPTY, new RunEvent.RunResumed());
        for (int version = 1; version <= MemoryScope.WRITES_KEPT_MAX + 5; version++) {
            RunEvent.MemoryWritten written = new RunEvent.MemoryWritten(
                    "s", "a", version - 1, version, null, false, new Value.Inline(Json.payload(version)));
            scope = scope.written(written, Json.payload(version), commit);
        }

        assertThat(scope.writes()).hasSize(MemoryScope.WRITES_KEPT_MAX);
        assertThat(scope.writes().getLast().version()).isEqualTo(scope.version());
    }

    private static final String NONE_YET = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: w}
            spec:
              %s
              do:
                - {id: a, agent: a}
                - {id: b, set: "${ %s }"%s}
            """;

    private static TestRun moving(String memory, String read, String scope) {
        WorkflowPlan next = plan(NONE_YET.formatted(memory, read, ", reads: [" + scope + "]"));
        return TestRun.of(
                        plan(NONE_YET.formatted("memory: {other: {}}", "1", "")),
                        KnownWorkflows.NONE,
                        ignored -> Optional.of(next))
                .given(start(5));
    }

    @Test
    void whatIsNewInTheVersionThatARunIsMovedToBeginsWithItsInitialValue() {
        TestRun run = moving(
                "memory: {count: {schema: {type: integer}, initial: \"${ input }\"}}", "memory.count + 1", "count");
        TestRun.Move migrate = ignored -> new RunCommand.Migrate(2, "d2", null);

        assertThat(run.when(migrate))
                .containsExactly("run-migrated from 1 to 2", "memory-written count v1 by  -> run.input");
        assertThat(run.when(migrate)).isEmpty();
        run.given(succeeds("a", 1));
        assertThat(run.output()).isEqualTo(Json.of(6));
    }

    @Test
    void aRunIsNotMovedToAVersionWhoseMemoryCannotBegin() {
        TestRun run =
                moving("memory: {name: {schema: {type: string}, initial: \"${ input }\"}}", "memory.name", "name");

        assertThat(run.refusal(ignored -> new RunCommand.Migrate(2, "d2", null)))
                .isEqualTo(Rejection.Code.MIGRATION_REFUSED);
        WorkflowPlan here = plan(NONE_YET.formatted("memory: {other: {}}", "1", ""));
        WorkflowPlan there = plan(NONE_YET.formatted(
                "memory: {name: {schema: {type: string}, initial: \"${ input }\"}}", "memory.name", ", reads: [name]"));
        assertThat(Migration.reasons(run.state(), here, there))
                .as("what a dry run says")
                .singleElement()
                .asString()
                .startsWith("the shared memory that is new in it has no initial value");
    }

    @Test
    void aStepThatHasEndedKeepsNoCopyOfWhatItHasRead() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: reject"))).given(start("x"));
        assertThat(Objects.requireNonNull(run.state().step("p/a")).reads()).isNotEmpty();

        run.given(succeeds("p/a", "A"));

        assertThat(Objects.requireNonNull(run.state().step("p/a")).reads()).isEmpty();
    }

    private static WorkflowPlan plan(String source) {
        Compiled compiled = WorkflowCompiler.compile(source);
        assertThat(compiled.problems()).isEmpty();
        return compiled.workflows().getFirst().plan();
    }

    @Test
    void whatAnAgentUsedForAResultThatCannotBeWrittenCounts() {
        TestRun run = TestRun.of(plan(TWO.formatted("onConflict: reject"))).given(start("x"), succeeds("p/a", "A"));

        run.given(uses("p/b", "B", 100));

        assertThat(run.state().usage().inputTokens()).isEqualTo(100);
        run.given(due(), uses("p/b", "B", 10));
        assertThat(run.state().usage().inputTokens()).isEqualTo(110);
    }

    @Test
    void whatAnAgentUsedForAResultThatCannotBeWrittenMayBeTooMuch() {
        TestRun run = TestRun.of(
                        plan(TWO.formatted("onConflict: reject").replace("  do:", "  budget: {tokens: 99}\n  do:")))
                .given(start("x"), succeeds("p/a", "A"));

        assertThat(run.when(uses("p/b", "B", 100))).endsWith("run-failed budget");
    }

    private static TestRun.Move uses(String path, Object output, long tokens) {
        return run -> TestRun.result(
                run.attempt(path), new AttemptResult.Succeeded(Json.payload(output), new Usage(tokens, 0, 0), null));
    }

    private static TestRun rerunEdited(String retry) {
        TestRun.Move edited = ignored -> new RunCommand.Rerun("a", Json.payload("edited"), null, null);
        return TestRun.of(plan("""
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: w}
                spec:
                  memory: {plan: {initial: first}}
                  do:
                    - {id: a, agent: a, input: "${ memory.plan }", reads: [plan], %s}
                """.formatted(retry))).given(start(), succeeds("a", 1), edited);
    }

    @Test
    void whatAPersonGaveARerunStepIsItsInputOnEachTry() {
        TestRun run = rerunEdited("retry: {maxAttempts: 3, backoff: {jitter: 0}}");

        run.given(fails("a", ErrorKind.UNAVAILABLE));
        assertThat(run.when(due())).startsWith("attempt-started a r~3 #2 a <- in(a)");
        assertThat(run.state().input(Objects.requireNonNull(run.state().step("a"))))
                .isEqualTo(Json.payload("edited"));
        run.given(fails("a", ErrorKind.UNAVAILABLE), due());
        assertThat(run.state().input(Objects.requireNonNull(run.state().step("a"))))
                .isEqualTo(Json.payload("edited"));
    }

    @Test
    void whatAPersonGaveARerunStepOutlivesAPauseAndARerunWithoutItTakesWhatTheDefinitionSays() {
        TestRun run = rerunEdited("retry: {maxAttempts: 2, backoff: {jitter: 0}}")
                .given(TestRun.pause(), fails("a", ErrorKind.UNAVAILABLE));
        run.after(java.time.Duration.ofMinutes(1)).given(TestRun.resume());
        assertThat(run.state().input(Objects.requireNonNull(run.state().step("a"))))
                .isEqualTo(Json.payload("edited"));

        run.given(succeeds("a", 2), TestRun.rerun("a"));

        assertThat(run.state().input(Objects.requireNonNull(run.state().step("a"))))
                .isEqualTo(Json.payload("first"));
    }
}
