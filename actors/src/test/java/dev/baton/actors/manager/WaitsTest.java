package dev.baton.actors.manager;

import static dev.baton.actors.run.Flow.agent;
import static dev.baton.actors.run.Flow.approval;
import static dev.baton.actors.run.Flow.child;
import static dev.baton.actors.run.Flow.limited;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.retry;
import static dev.baton.actors.run.Flow.signal;
import static dev.baton.actors.run.Flow.sleep;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.EPOCH;
import static dev.baton.actors.run.TestRun.bug;
import static dev.baton.actors.run.TestRun.due;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.pause;
import static dev.baton.actors.run.TestRun.reject;
import static dev.baton.actors.run.TestRun.result;
import static dev.baton.actors.run.TestRun.resume;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a run says of its waits: since when, until when, and who or what can end each. */
final class WaitsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final KnownWorkflows KNOWN = (name, version) -> Optional.of(new KnownWorkflows.Known(1, "d", null));

    private static JsonNode wait(TestRun run) {
        return Waits.describe(run.state()).get(0);
    }

    private static List<String> wakers(JsonNode wait) {
        List<String> wakers = new ArrayList<>();
        wait.path("wokenBy").forEach(one -> wakers.add(one.asText()));
        return wakers;
    }

    private static Instant since(TestRun run) {
        return Instant.parse(wait(run).path("since").asText());
    }

    private static TestRun.Move accepts(String handle) {
        return run -> result(run.attempt("a"), new AttemptResult.Accepted(true, new Payload(Json.parse(handle))));
    }

    @Test
    void anAgentIsWaitedForSinceItWasAskedThisTime() {
        TestRun run = TestRun.of(workflow(agent("a", retry(3, HOUR)))).given(start());
        run.after(MINUTE).given(fails("a", ErrorKind.UNAVAILABLE));
        assertThat(wait(run).path("kind").asText()).isEqualTo("retry");
        assertThat(since(run)).isEqualTo(EPOCH.plus(MINUTE));
        assertThat(wakers(wait(run))).containsExactly("time");

        run.given(due());
        Instant asked = run.now();
        assertThat(since(run)).isEqualTo(asked).isAfter(EPOCH.plus(HOUR));
        run.after(MINUTE).given(TestRun.accepts("a"));

        assertThat(since(run)).as("it has only said that it is at work").isEqualTo(asked);
        assertThat(wakers(wait(run))).containsExactly("agent");
    }

    @Test
    void aTaskOfAQueueNamesItsQueueAndOneOfAPersonSaysSo() {
        TestRun queued = TestRun.of(workflow(agent("a"))).given(start(), accepts("{\"queue\": \"letters\"}"));
        assertThat(wait(queued).path("queue").asText()).isEqualTo("letters");
        assertThat(wakers(wait(queued))).containsExactly("agent");

        TestRun asked = TestRun.of(workflow(agent("a"))).given(start(), accepts("{\"human\": \"clerk\"}"));
        assertThat(wakers(wait(asked))).containsExactly("person");
    }

    @Test
    void theTimeOfWhatIsAroundAndOfTheRunEndsAWaitToo() {
        Step waits = limited(
                MINUTE, null, new SequenceStep("s", Step.StepSettings.DEFAULT, List.of(signal("w", "go", HOUR))));
        TestRun run = TestRun.of(workflow(Duration.ofDays(1), waits)).given(start());
        assertThat(wakers(wait(run))).containsExactly("signal", "time");
        assertThat(wait(run).path("until").asText())
                .isEqualTo(EPOCH.plus(MINUTE).toString());

        TestRun open = TestRun.of(workflow(Duration.ofDays(1), signal("w", "go", null)))
                .given(start());
        assertThat(wait(open).path("until").asText())
                .isEqualTo(EPOCH.plus(Duration.ofDays(1)).toString());
        assertThat(TestRun.of(workflow(signal("w", "go", null)))
                        .given(start())
                        .state()
                        .wakeAt())
                .isNull();
    }

    @Test
    void aPauseIsSinceThePauseAndTheTimeOfAStepDoesNotEndIt() {
        TestRun run = TestRun.of(workflow(sleep("s", HOUR))).given(start());
        run.after(MINUTE).given(pause());
        assertThat(wait(run).path("kind").asText()).isEqualTo("resume");
        assertThat(since(run)).isEqualTo(EPOCH.plus(MINUTE));
        JsonNode step = Waits.describe(run.state()).get(1);
        assertThat(step.has("until")).isFalse();
        assertThat(wakers(step)).containsExactly("person");

        run.after(MINUTE).given(resume());
        assertThat(since(run)).as("the timer has run all the time").isEqualTo(EPOCH);
        assertThat(wait(run).path("until").asText()).isEqualTo(EPOCH.plus(HOUR).toString());
    }

    @Test
    void incidentsAndApprovalsAndChildrenSaySinceWhenThoseBegan() {
        TestRun run = TestRun.of(
                        workflow(onFailure(Step.OnFailure.ESCALATE, approval("ok")), child("c", "known")), KNOWN)
                .given(start());
        assertThat(since(run)).isEqualTo(EPOCH);
        run.after(MINUTE).given(reject("r~1"));
        assertThat(wait(run).path("kind").asText()).isEqualTo("incident");
        assertThat(since(run)).isEqualTo(EPOCH.plus(MINUTE));
        run.after(MINUTE).given(TestRun.resolve("r~2", RunEvent.Resolution.SKIP));

        assertThat(wait(run).path("kind").asText()).isEqualTo("child");
        assertThat(since(run)).isEqualTo(EPOCH.plus(MINUTE).plus(MINUTE));
        assertThat(wakers(wait(run))).containsExactly("run");
        run.after(MINUTE).given(bug());
        assertThat(since(run)).isEqualTo(run.now());
    }

    @Test
    void aRunThatWaitsForMuchSaysAlsoWhetherTimeWakesTheRest() {
        TestRun run = TestRun.of(
                        WorkflowCompiler.compile("""
                        apiVersion: baton/v1
                        kind: Workflow
                        metadata: {name: w}
                        spec:
                          do: [{id: m, map: {over: "${ input }", concurrency: 30, do: [{id: s, wait: {for: PT1H}}]}}]
                        """).workflows().getFirst().plan())
                .given(start(new int[30]));

        JsonNode all = Waits.describe(run.state());
        assertThat(all).hasSize(Waits.LISTED_MAX + 1);
        assertThat(all.get(Waits.LISTED_MAX).path("until").asText())
                .isEqualTo(EPOCH.plus(HOUR).toString());
        assertThat(StreamSupport.stream(all.spliterator(), false).limit(Waits.LISTED_MAX))
                .allMatch(wait -> wakers(wait).equals(List.of("time")));
    }

    @Test
    void theTimeOfAStepThatWaitsUntilSomethingIsUndoneBesideItIsToldToo() {
        TestRun run = TestRun.of(
                        WorkflowCompiler.compile("""
                        apiVersion: baton/v1
                        kind: Workflow
                        metadata: {name: w}
                        spec:
                          do:
                            - id: o
                              timeout: PT1H
                              sequence:
                                - id: x
                                  onFailure: compensate
                                  sequence:
                                    - {id: a, agent: one, compensate: [{id: u, agent: undo}]}
                                    - {id: b, agent: two, retry: {maxAttempts: 1}}
                        """).workflows().getFirst().plan())
                .given(start(), succeeds("o/x/a", 1), fails("o/x/b", ErrorKind.REJECTED));
        run.given(TestRun.accepts(run.state().busySteps().getFirst().path()));

        JsonNode all = Waits.describe(run.state());

        assertThat(run.state().wakeAt()).isEqualTo(EPOCH.plus(HOUR));
        assertThat(all.get(1).path("step").asText()).isEqualTo("o");
        assertThat(all.get(1).path("until").asText()).isEqualTo(EPOCH.plus(HOUR).toString());
        assertThat(wakers(all.get(1))).contains("time");
    }
}
