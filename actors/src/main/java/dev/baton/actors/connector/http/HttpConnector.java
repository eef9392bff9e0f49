package dev.baton.actors.connector.http;

import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptJson;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.PerAgent;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.BodyStream;
import dev.baton.actors.connector.client.Exchange;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.Request;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends an attempt to an agent in one POST request. The agent answers with its output, or accepts and answers later by
 * the callback URL that it was given.
 */
public final class HttpConnector implements AgentConnector {

    public static final String KIND = "http";

    private final HttpClient client;
    private final Callbacks callbacks;
    private final InstantSource clock;
    private final PerAgent<HttpAgent> agents = new PerAgent<>(HttpAgent::of);

    /** @param client belongs to the caller, who closes it */
    public HttpConnector(HttpClient client, Callbacks callbacks, InstantSource clock) {
        this.client = client;
        this.callbacks = callbacks;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        return switch (agents.of(request.agent())) {
            case HttpAgent.Misconfigured misconfigured -> SettledCall.failed(ErrorKind.BUG, misconfigured.problem());
            case HttpAgent.Reachable reachable -> send(request, reachable.head());
        };
    }

    private Call send(AttemptRequest request, RequestHead head) {
        Request encoded;
        try {
            encoded = encode(request, head);
        } catch (BodyStream.TooLong e) {
            return SettledCall.failed(ErrorKind.REJECTED, "the input of the attempt is " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot be written to", e);
        }
        HttpCall call = new HttpCall(request);
        call.exchange = client.send(encoded, Duration.between(clock.instant(), request.deadline()), call::settle);
        return call;
    }

    private Request encode(AttemptRequest request, RequestHead head) throws IOException {
        String callback = callbacks.url(request.tenant(), request.attempt());
        String headers = "Idempotency-Key: " + request.attempt() + "\r\ntraceparent: " + request.traceparent()
                + "\r\nBaton-Callback: " + callback + "\r\n";
        return head.request(headers, body -> AttemptJson.write(request, callback, body));
    }

    private final class HttpCall implements Call {

        private final AttemptRequest request;
        private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
        private volatile @Nullable Exchange exchange;

        private HttpCall(AttemptRequest request) {
            this.request = request;
        }

        @Override
        public CompletionStage<AttemptResult> result() {
            return result;
        }

        @Override
        public void cancel() {
            Exchange open = exchange;
            if (open != null) {
                open.cancel();
            }
        }

        private void settle(Answer answer) {
            try {
                if (answer instanceof Answer.Unreachable unreachable) {
                    result.completeExceptionally(new TransientFault(
                            "agent " + request.agent().name() + ": " + unreachable.reason(), unreachable.cause()));
                } else {
                    result.complete(AnswerReader.read(request, answer, clock.instant()));
                }
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }
}
