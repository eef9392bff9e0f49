package dev.baton.actors.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.AgentConnector.TransientFault;
import dev.baton.actors.connector.expression.ExpressionConnector;
import dev.baton.actors.connector.human.HumanConnector;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

        @Override
        public String kind() {
            return "queue";
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

    private final Manual manual = new Manual();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final AgentLimiter limiter = new AgentLimiter(new SimpleMeterRegistry());
    private final AgentCalls calls = new AgentCalls(
            new Connectors(List.of(manual, new ExpressionConnector(), new HumanConnector()), List.of()),
            limiter,
            () -> now);

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
        AttemptResult.Failed failed = Attempts.failed(call(Attempts.httpAgent("http://127.0.0.1:1/")));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.BUG);
        assertThat(failed.error().message()).contains("http").contains("[expression, human, queue]");
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
                .isThrownBy(() -> new Connectors(List.of(new Manual(), new Manual()), List.of()));
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
