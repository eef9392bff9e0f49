package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.health.Circuit;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.health.Outcome;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries attempts to agents of any kind: checks the input, waits for the agent's turn, calls through the connector
 * unless the agent is left alone for a while, checks the output. The time that an attempt waits for its turn is not the
 * agent's: the deadline counts from the end of the wait.
 */
public final class AgentCalls {

    private static final Duration WHEN_FULL = Duration.ofSeconds(5);

    private final Connectors connectors;
    private final AgentLimiter limiter;
    private final Circuits circuits;
    private final InstantSource clock;

    public AgentCalls(Connectors connectors, AgentLimiter limiter, Circuits circuits, InstantSource clock) {
        this.connectors = connectors;
        this.limiter = limiter;
        this.circuits = circuits;
        this.clock = clock;
    }

    /** @param handle by which to go on with a call that the agent had accepted; null to make the call */
    public AgentConnector.Call call(AttemptRequest request, @Nullable Payload handle) {
        AgentDefinition agent = request.agent();
        Optional<AgentConnector> connector = connectors.of(agent.connector().kind());
        if (connector.isEmpty()) {
            return SettledCall.failed(
                    ErrorKind.BUG,
                    "agent " + agent.name() + " has a connector of kind "
                            + agent.connector().kind() + ", but this node has only " + connectors.kinds());
        }
        Optional<RunError> refusal = OutputCheck.checkInput(agent, request.input());
        if (refusal.isPresent()) {
            return SettledCall.of(new AttemptResult.Failed(refusal.get(), null));
        }
        // An agent that is at work already is not left alone.
        Circuit circuit = handle == null && request.turns().isEmpty()
                ? circuits.of(request.tenant(), agent).orElse(null)
                : null;
        Circuit.Entry.Refused refused = circuit == null ? null : circuit.refusal(clock.instant());
        if (refused != null) {
            return SettledCall.of(refusal(request, refused));
        }
        OrderlyCall call = new OrderlyCall(connector.get(), request, handle, circuit, permit(request, handle));
        call.permit.admitted().thenAccept(call::admitted);
        return call;
    }

    /** What an agent has accepted is asked after without counting for its rate; only models are asked anew for each turn. */
    private AgentLimiter.Permit permit(AttemptRequest request, @Nullable Payload handle) {
        AgentDefinition agent = request.agent();
        boolean counts = handle == null
                && (request.turns().isEmpty() || agent.connector().kind().equals("llm"));
        return counts
                ? limiter.acquire(request.tenant(), agent, request.run())
                : limiter.acquireAgain(request.tenant(), agent, request.run());
    }

    /** Not one call more: the step's retry waits until the next may be made, unless another agent stands in. */
    private AttemptResult.Failed refusal(AttemptRequest request, Circuit.Entry.Refused refused) {
        AgentDefinition agent = request.agent();
        String instead = circuits.insteadOf(request.tenant(), agent).orElse(null);
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("circuit", "open").put("nextTry", refused.nextTry().toString());
        if (instead != null) {
            details.put("instead", instead);
        }
        String message = "agent " + agent.name() + " was not called: it failed " + refused.failures()
                + " times in a row, and is left alone until " + refused.nextTry()
                + (instead == null ? "" : "; " + instead + " stands in for it")
                + (refused.lastError() == null ? "" : " (last: " + refused.lastError() + ")");
        Duration wait = Duration.between(clock.instant(), refused.nextTry());
        return new AttemptResult.Failed(
                new RunError(ErrorKind.UNAVAILABLE, message, new Payload(details)),
                wait.isNegative() ? Duration.ZERO : wait,
                instead);
    }

    /** A call that takes its turn; the permit goes back when the connector is done, be it by accepting for later. */
    private final class OrderlyCall implements AgentConnector.Call {

        private final AgentConnector connector;
        private final @Nullable Payload handle;
        /** Null if the agent is called however it is doing. */
        private final @Nullable Circuit circuit;

        private final AgentLimiter.Permit permit;
        /** Null unless the call had to wait when it was made. */
        private final @Nullable CompletableFuture<Instant> turn;

        private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
        private AttemptRequest request;
        private AgentConnector.@Nullable Call begun;
        private AgentConnector.@Nullable Ear ear;
        private Circuit.Entry.@Nullable Pass pass;
        private boolean cancelled;

        private OrderlyCall(
                AgentConnector connector,
                AttemptRequest request,
                @Nullable Payload handle,
                @Nullable Circuit circuit,
                AgentLimiter.Permit permit) {
            this.connector = connector;
            this.request = request;
            this.handle = handle;
            this.circuit = circuit;
            this.permit = permit;
            // An agent that has accepted is at work already: its deadline stands.
            boolean waits = handle == null
                    && (!permit.admitted().toCompletableFuture().isDone() || (circuit != null && circuit.isOpen()));
            this.turn = waits ? new CompletableFuture<>() : null;
        }

        @Override
        public Optional<CompletionStage<Instant>> turn() {
            return Optional.ofNullable(turn);
        }

        @Override
        public CompletionStage<AttemptResult> result() {
            return result;
        }

        private void admitted(boolean mayCall) {
            if (!mayCall) {
                result.complete(new AttemptResult.Failed(
                        RunError.of(
                                ErrorKind.UNAVAILABLE,
                                "agent " + request.agent().name() + " has too many calls waiting"),
                        WHEN_FULL));
                return;
            }
            enter();
        }

        /** Takes part in finding out how the agent is doing. */
        private void enter() {
            switch (circuit == null || isCancelled() ? null : circuit.enter(clock.instant())) {
                case null -> go(null);
                case Circuit.Entry.Pass given -> go(given);
                case Circuit.Entry.Wait wait -> wait.decided().thenRun(this::enter);
                case Circuit.Entry.Refused refused -> {
                    result.complete(refusal(request, refused));
                    permit.release();
                }
            }
        }

        private synchronized boolean isCancelled() {
            return cancelled;
        }

        private void go(Circuit.Entry.@Nullable Pass given) {
            synchronized (this) {
                pass = given;
            }
            try {
                AgentConnector.Call call = begin();
                if (call == null) {
                    tell(new Outcome.Unknown());
                } else {
                    call.result().whenComplete(this::settle);
                }
            } catch (Throwable e) {
                settle(null, e);
            }
        }

        /** Null if nobody wants it any more. */
        private synchronized AgentConnector.@Nullable Call begin() {
            if (cancelled) {
                return null;
            }
            if (turn != null) {
                request = request.letThrough(clock.instant());
                turn.complete(request.deadline());
            }
            begun = handle == null ? connector.call(request) : connector.resume(request, handle);
            if (ear != null) {
                begun.listen(ear);
            }
            return begun;
        }

        @Override
        public synchronized void listen(AgentConnector.Ear listener) {
            ear = listener;
            if (begun != null) {
                begun.listen(listener);
            }
        }

        /** Only the first that is told counts. */
        private void tell(Outcome outcome) {
            Circuit.Entry.Pass given;
            synchronized (this) {
                given = pass;
                pass = null;
            }
            if (given != null && circuit != null) {
                circuit.ended(given, outcome, clock.instant());
            }
        }

        private void settle(@Nullable AttemptResult outcome, @Nullable Throwable fault) {
            try {
                tell(outcome != null ? Outcome.of(outcome) : fault == null ? new Outcome.Unknown() : Outcome.of(fault));
                if (outcome != null) {
                    result.complete(checked(outcome));
                } else {
                    result.completeExceptionally(
                            fault instanceof CompletionException wrapped && wrapped.getCause() != null
                                    ? wrapped.getCause()
                                    : fault == null ? new IllegalStateException("a call ended with nothing") : fault);
                }
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                permit.release();
            }
        }

        private AttemptResult checked(AttemptResult outcome) {
            return switch (outcome) {
                case AttemptResult.Accepted accepted ->
                    new AttemptResult.Accepted(accepted.passive(), accepted.handle(), request.deadline());
                case AttemptResult.Succeeded succeeded -> OutputCheck.check(request.agent(), succeeded);
                case AttemptResult.Failed failed -> failed;
                case AttemptResult.Progressed progressed ->
                    new AttemptResult.Progressed(
                            progressed.number(),
                            progressed.record(),
                            progressed.contents(),
                            progressed.usage(),
                            checked(progressed.next()),
                            request.deadline());
            };
        }

        private AttemptResult.Next checked(AttemptResult.Next next) {
            return next instanceof AttemptResult.Next.Done done
                            && OutputCheck.check(request.agent(), done.result()) instanceof AttemptResult.Failed failed
                    ? new AttemptResult.Next.GivenUp(failed)
                    : next;
        }

        @Override
        public void cancel() {
            end(AgentConnector.Call::cancel, true);
        }

        @Override
        public void leave() {
            end(AgentConnector.Call::leave, false);
        }

        /** @param late whether nobody waiting any more may mean that it took too long */
        private void end(Consumer<AgentConnector.Call> end, boolean late) {
            AgentConnector.Call open;
            synchronized (this) {
                cancelled = true;
                open = begun;
            }
            if (open != null) {
                // Whoever gives up at the deadline cancels: it is the agent that has not answered.
                tell(
                        late && !clock.instant().isBefore(request.deadline())
                                ? new Outcome.Unwell("timeout: no answer by " + request.deadline(), null)
                                : new Outcome.Unknown());
                end.accept(open);
            } else {
                result.complete(new AttemptResult.Failed(
                        RunError.of(ErrorKind.CANCELLED, "the call was cancelled before it began"), null));
            }
            permit.release();
        }
    }
}
