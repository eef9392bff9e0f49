package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector.TransientFault;
import dev.baton.actors.connector.expression.ExpressionConnector;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.human.HumanConnector;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentCallsTest {

    /** Leaves it to the test when, and how, each call ends. */
    private static final class Manual implements AgentConnector {

        private final List<AttemptRequest> calls = new ArrayList<>();
        private final List<Payload> resumed = new ArrayList<>();
        private final List<CompletableFuture<AttemptResult>> results = new ArrayList<>();
        private int cancelled;
        private @Nullable RuntimeException thrown;
        private final String kind;

        private Manual(String kind) {
            this.kind = kind;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public Call call(AttemptRequest request) {
            if (thrown != null) {
                throw thrown;
            }
            calls.add(request);
            CompletableFuture<AttemptResult> result = new CompletableFuture<>();
            results.add(result);
            return new Call() {
                @Override
                public CompletionStage<AttemptResult> result() {
                    return result;
                }

                @Override
                public void cancel() {
                    cancelled++;
                }
            };
        }

        @Override
        public Call resume(AttemptRequest request, Payload handle) {
            resumed.add(handle);
            return call(request);
        }
    }

    private final Manual manual = new Manual("queue");
    private final Manual http = new Manual("http");
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final AgentLimiter limiter = new AgentLimiter(new SimpleMeterRegistry());
    private final AgentCalls calls = new AgentCalls(
            new Connectors(List.of(manual, http, new ExpressionConnector(), new HumanConnector()), List.of()),
            limiter,
            new Circuits(new Known(), new SimpleMeterRegistry(), () -> now),
            () -> now);
    private final Map<String, AgentDefinition> known = new HashMap<>();

    private final class Known implements Catalog {

        @Override
        public Optional<AgentDefinition> agent(String tenant, String name) {
            return Optional.ofNullable(known.get(name));
        }

        @Override
        public KnownWorkflows known(String tenant) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
            throw new AssertionError("not asked for");
        }

        @Override
        public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
            throw new AssertionError("not asked for");
        }
    }

    private static final String QUEUE = "connector: {queue: {queue: q}}";
    private static final AttemptResult OK =
            new AttemptResult.Succeeded(new Payload(Attempts.json("{\"n\":1}")), Usage.NONE, null);

    private AgentConnector.Call call(AgentDefinition agent) {
        return calls.call(Attempts.of(agent), null);
    }

    private AgentConnector.Call call(AgentDefinition agent, String input) {
        return calls.call(Attempts.of(agent, Attempts.json(input)), null);
    }

    @Test
    void aCallGoesToTheConnectorOfItsKind() {
        AgentConnector.Call call = call(Attempts.agent("a", "{" + QUEUE + "}"));
        manual.results.getFirst().complete(OK);
        assertThat(Attempts.result(call)).isEqualTo(OK);
    }

    @Test
    void anAcceptedCallIsResumedByItsHandle() {
        Payload handle = new Payload(Attempts.json("{\"queue\":\"q\"}"));
        calls.call(Attempts.of(Attempts.agent("a", "{" + QUEUE + "}")), handle);
        assertThat(manual.resumed).containsExactly(handle);
    }

    @Test
    void aKindThatThisNodeDoesNotHaveIsAMistake() {
        AttemptResult.Failed failed =
                Attempts.failed(call(Attempts.agent("a", "{connector: {a2a: {url: 'http://127.0.0.1:1'}}}")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.BUG);
        assertThat(failed.error().message()).contains("a2a").contains("[expression, http, human, queue]");
    }

    @Test
    void anInputThatDoesNotMatchIsNotSent() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", input: {type: object, required: [text]}}");
        AttemptResult.Failed failed = Attempts.failed(call(agent, "{}"));

        assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(failed.error().message()).contains("text");
        assertThat(manual.calls).isEmpty();
    }

    @Test
    void anOutputThatDoesNotMatchIsAFailure() {
        AgentDefinition agent = Attempts.agent(
                "a", "{" + QUEUE + ", output: {type: object, properties: {n: {type: string}, m: {}}, required: [m]}}");
        AgentConnector.Call call = call(agent);
        manual.results.getFirst().complete(OK);

        AttemptResult.Failed failed = Attempts.failed(call);
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(Objects.requireNonNull(failed.error().details()).json().path("violations"))
                .hasSize(2);
    }

    @Test
    void ofManyViolationsOnlyTheFirstAreNamed() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", output: {type: array, items: {type: string}}}");
        AgentConnector.Call call = call(agent);
        String numbers = IntStream.range(0, 1000).boxed().toList().toString();
        manual.results
                .getFirst()
                .complete(new AttemptResult.Succeeded(new Payload(Attempts.json(numbers)), Usage.NONE, null));

        assertThat(Objects.requireNonNull(Attempts.failed(call).error().details())
                        .json()
                        .path("violations"))
                .hasSizeBetween(1, 100);
    }

    @Test
    void aMatchingOutputPasses() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", output: {type: object, required: [n]}}");
        AgentConnector.Call call = call(agent);
        manual.results.getFirst().complete(OK);
        assertThat(Attempts.result(call)).isEqualTo(OK);
    }

    @Test
    void callsBeyondTheAgentsLimitBeginWhenOthersEnd() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", limits: {concurrency: 2}}");
        List<AgentConnector.Call> three = List.of(call(agent), call(agent), call(agent));
        assertThat(manual.calls).hasSize(2);

        manual.results.getFirst().complete(new AttemptResult.Accepted(true, Payload.NULL));
        assertThat(manual.calls).hasSize(3);
        assertThat(Attempts.result(three.getFirst())).isInstanceOf(AttemptResult.Accepted.class);
    }

    @Test
    void theTimeThatACallWaitsForItsTurnIsNotItsAgents() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", limits: {concurrency: 1}}");
        AgentConnector.Call first = call(agent);
        AttemptRequest request = Attempts.of(agent);
        AgentConnector.Call waiting = calls.call(request, null);
        assertThat(first.turn()).isEmpty();

        now = request.deadline().plusSeconds(60);
        manual.results.getFirst().complete(OK);
        assertThat(manual.calls.getLast().attempt()).isEqualTo(request.attempt());
        assertThat(manual.calls.getLast().deadline()).isEqualTo(now.plus(request.timeout()));
        assertThat(Attempts.await(waiting.turn().orElseThrow())).isEqualTo(now.plus(request.timeout()));
    }

    @Test
    void anAcceptedCallEndsByTheDeadlineThatTheAgentWasTold() {
        AgentConnector.Call call = call(Attempts.agent("a", "{" + QUEUE + "}"));
        manual.results.getFirst().complete(new AttemptResult.Accepted(true, Payload.NULL));
        assertThat(Attempts.result(call))
                .isEqualTo(new AttemptResult.Accepted(
                        true, Payload.NULL, manual.calls.getFirst().deadline()));
    }

    @Test
    void aCallThatIsResumedKeepsItsDeadlineWhileItWaits() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", limits: {concurrency: 1}}");
        call(agent);
        AttemptRequest request = Attempts.of(agent);
        AgentConnector.Call resumed = calls.call(request, Payload.NULL);
        assertThat(resumed.turn()).isEmpty();

        manual.results.getFirst().complete(OK);
        assertThat(manual.calls.getLast()).isEqualTo(request);
    }

    @Test
    void aCallCancelledWhileItWaitsNeverBegins() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", limits: {concurrency: 1}}");
        call(agent);
        AgentConnector.Call waiting = call(agent);
        waiting.cancel();
        manual.results.getFirst().complete(OK);

        assertThat(Attempts.kindOf(waiting)).isEqualTo(ErrorKind.CANCELLED);
        assertThat(manual.calls).hasSize(1);
        assertThat(limiter.gates()).isZero();
    }

    @Test
    void aCallCancelledUnderWayIsCancelledAtTheConnectorAndMakesRoom() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + ", limits: {concurrency: 1}}");
        call(agent).cancel();
        call(agent);
        assertThat(manual.cancelled).isEqualTo(1);
        assertThat(manual.calls).hasSize(2);
    }

    @Test
    void faultsArriveAsTheyAreAndMakeRoom() {
        AgentDefinition agent = Attempts.agent("a", "{" + QUEUE + "}");
        AgentConnector.Call call = call(agent);
        manual.results
                .getFirst()
                .completeExceptionally(new CompletionException(new TransientFault("gone", new RuntimeException())));
        assertThat(Attempts.fault(call)).hasMessage("gone");

        manual.thrown = new IllegalStateException("defect");
        AgentConnector.Call thrown = call(agent);
        Assertions.assertThatThrownBy(() -> Attempts.result(thrown)).hasRootCauseMessage("defect");
        assertThat(limiter.gates()).isZero();
    }

    private static final AttemptResult GONE =
            new AttemptResult.Failed(RunError.of(ErrorKind.UNAVAILABLE, "gone"), null);

    private static AgentDefinition fragile(String name, String more) {
        return Attempts.agent(
                name,
                "{connector: {http: {url: 'http://127.0.0.1:1'}}, circuit: {failures: 2, pause: PT10S}" + more + "}");
    }

    private void breakDown(AgentDefinition agent) {
        for (int i = 0; i < 2; i++) {
            call(agent);
            http.results.getLast().complete(GONE);
        }
    }

    @Test
    void anAgentThatFailsTooMuchIsNotCalledUntilItsPauseIsOver() {
        AgentDefinition agent = fragile("a", "");
        breakDown(agent);

        AttemptResult.Failed refused = Attempts.failed(call(agent));
        assertThat(http.calls).hasSize(2);
        assertThat(refused.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(refused.error().message()).contains("agent a was not called").contains("last: unavailable: gone");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(refused.instead()).isNull();
        assertThat(limiter.gates()).isZero();
    }

    @Test
    void afterThePauseOneCallTriesAndThoseThatWaitedFollowIfTheAgentIsWell() {
        AgentDefinition agent = fragile("a", "");
        breakDown(agent);
        now = now.plusSeconds(10);
        call(agent);
        AgentConnector.Call waiting = call(agent);
        AgentConnector.Call unwanted = call(agent);
        assertThat(http.calls).hasSize(3);

        unwanted.cancel();
        http.results.getLast().complete(OK);
        assertThat(http.calls).hasSize(4);
        assertThat(Attempts.await(waiting.turn().orElseThrow())).isAfter(now);
        http.results.getLast().complete(OK);
        assertThat(Attempts.result(waiting)).isEqualTo(OK);
        assertThat(limiter.gates()).isZero();
    }

    @Test
    void thoseThatWaitedFailWhenTheAgentIsStillUnwell() {
        AgentDefinition agent = fragile("a", "");
        breakDown(agent);
        now = now.plusSeconds(10);
        call(agent);
        AgentConnector.Call waiting = call(agent);
        http.results.getLast().complete(GONE);

        assertThat(Attempts.failed(waiting).retryAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(limiter.gates()).isZero();
    }

    @Test
    void theFirstStandInThatMayBeCalledIsNamed() {
        AgentDefinition first = fragile("first", ", fallback: second");
        AgentDefinition second = fragile("second", ", fallback: third");
        AgentDefinition third = fragile("third", ", fallback: first");
        List.of(first, second, third).forEach(agent -> known.put(agent.name(), agent));
        breakDown(first);
        assertThat(Attempts.failed(call(first)).instead()).isEqualTo("second");
        breakDown(second);
        assertThat(Attempts.failed(call(first)).instead()).isEqualTo("third");
        breakDown(third);
        assertThat(Attempts.failed(call(first)).instead()).isNull();
    }

    @Test
    void aCallThatIsCancelledAtItsDeadlineIsAFailureOfItsAgentAndOneBeforeIsNot() {
        AgentDefinition agent = fragile("a", "");
        for (int i = 0; i < 5; i++) {
            call(agent).cancel();
        }
        assertThat(http.calls).hasSize(5);
        for (int i = 0; i < 2; i++) {
            AttemptRequest request = Attempts.of(agent);
            AgentConnector.Call late = calls.call(request, null);
            now = request.deadline();
            late.cancel();
        }
        assertThat(Attempts.kindOf(call(agent))).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(http.calls).hasSize(7);
    }

    @Test
    void aCallThatTheAgentHasAcceptedGoesOnHoweverItIsDoing() {
        AgentDefinition agent = fragile("a", "");
        breakDown(agent);
        calls.call(Attempts.of(agent), Payload.NULL);
        assertThat(http.resumed).hasSize(1);
    }

    @Test
    void anAgentWithoutACircuitIsCalledHoweverItIsDoing() {
        AgentDefinition agent = Attempts.agent(
                "a", "{connector: {http: {url: 'http://127.0.0.1:1'}}, circuit: {enabled: false, failures: 1}}");
        breakDown(agent);
        call(agent);
        assertThat(http.calls).hasSize(3);
    }

    @Test
    void anExpressionMakesItsOutputOutOfTheInputAndTheRun() {
        AgentDefinition agent = Attempts.agent("e", """
                {connector: {expression: {output: {length: "${ size(input.text) }", by: "v${run.version} of ${run.workflow}", fixed: 1}}}}
                """);
        assertThat(Attempts.succeeded(call(agent)).output().json())
                .isEqualTo(Attempts.json("{\"length\":5,\"by\":\"v3 of review\",\"fixed\":1}"));
    }

    @Test
    void anExpressionThatFailsIsADefectThatSaysWhich() {
        AgentDefinition agent = Attempts.agent("e", "{connector: {expression: {output: '${ input.missing.field }'}}}");
        AttemptResult.Failed failed = Attempts.failed(call(agent));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.BUG);
        assertThat(failed.error().message()).contains("agent e").contains("input.missing");
    }

    @Test
    void aStepForAPersonIsAcceptedWithItsRoleAndTitle() {
        assertThat(handle("{connector: {human: {role: legal, title: Read it}}}"))
                .isEqualTo("{\"human\":\"legal\",\"title\":\"Read it\"}");
        assertThat(handle("{mandate: Reads., connector: {human: {}}}"))
                .isEqualTo("{\"human\":null,\"title\":\"Reads.\"}");
    }

    private String handle(String spec) {
        return Attempts.result(call(Attempts.agent("h", spec))) instanceof AttemptResult.Accepted accepted
                ? accepted.handle().json().toString()
                : "not accepted";
    }

    @Test
    void peopleHaveTimeUnlessTheirDefinitionSaysOtherwise() {
        assertThat(Attempts.agent("h", "{connector: {human: {}}}").limits().timeout())
                .isGreaterThan(Duration.ofDays(100));
        assertThat(Attempts.agent("h", "{connector: {human: {}}, limits: {timeout: PT2H}}")
                        .limits()
                        .timeout())
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void twoConnectorsOfOneKindAreRefusedAndOwnedThingsAreClosed() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new Connectors(List.of(new Manual("queue"), new Manual("queue")), List.of()));
        List<String> closed = new ArrayList<>();
        new Connectors(
                        List.of(),
                        List.of(
                                () -> {
                                    throw new IllegalStateException("stuck");
                                },
                                () -> closed.add("second")))
                .close();
        assertThat(closed).containsExactly("second");
    }
}
