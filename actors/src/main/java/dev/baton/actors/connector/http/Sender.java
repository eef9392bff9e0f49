package dev.baton.actors.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.connector.AttemptJson;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.RevealedSecrets;
import dev.baton.actors.connector.client.BodyStream;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Request;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.oauth.AuthorizedSend;
import dev.baton.actors.connector.oauth.ClientCredentials;
import dev.baton.actors.connector.oauth.ClientTokens;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts requests together and on their way. */
record Sender(HttpClient client, Callbacks callbacks, ClientTokens tokens, InstantSource clock) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * @param secrets take note of those that are sent
     * @param unsent says why nothing can be sent; called in place of the receiver
     */
    @Nullable
    Sent send(
            Question question,
            RevealedSecrets secrets,
            Duration patience,
            Consumer<RunError> unsent,
            Receiver receiver) {
        ClientCredentials oauth = question.agent().oauth();
        if (oauth == null) {
            return send(question, null, secrets, patience, unsent, receiver);
        }
        Instant by = clock.instant().plus(patience);
        return AuthorizedSend.begin(
                tokens,
                oauth,
                (token, inner) -> {
                    secrets.knows(token);
                    return send(question, token, secrets, Duration.between(clock.instant(), by), unsent, inner);
                },
                receiver,
                why -> unsent.accept(RunError.of(
                        why.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                        question.name() + ": " + why.reason())));
    }

    private @Nullable Sent send(
            Question question,
            @Nullable Secret token,
            RevealedSecrets secrets,
            Duration patience,
            Consumer<RunError> unsent,
            Receiver receiver) {
        AttemptRequest request = question.request();
        String callback = callbacks.url(request.tenant(), request.attempt());
        AskScope scope = new AskScope(request, callback, question.answer());
        try {
            RequestHead fixed = question.agent().fixed();
            RequestHead head = fixed != null && question.isFirst() ? fixed : head(question, scope, token, secrets);
            return client.send(encoded(question, head, scope, callback), patience, receiver);
        } catch (BodyStream.TooLong e) {
            unsent.accept(impossible(question, "its input is " + e.getMessage()));
        } catch (Ask.Impossible e) {
            unsent.accept(impossible(question, "it " + e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer cannot be written to", e);
        }
        return null;
    }

    private static RunError impossible(Question question, String why) {
        return RunError.of(ErrorKind.REJECTED, question.name() + " was not asked: " + why);
    }

    private static RequestHead head(Question question, AskScope scope, @Nullable Secret token, RevealedSecrets secrets)
            throws Ask.Impossible {
        HttpAgent.Reachable agent = question.agent();
        Ask ask = question.ask();
        URI url = ask.url(agent.url(), scope);
        try {
            Map<String, String> headers = new LinkedHashMap<>(secrets.reveal(agent.headers()));
            if (agent.bearer() != null) {
                headers.put("Authorization", "Bearer " + secrets.reveal(agent.bearer()));
            }
            if (token != null) {
                headers.put("Authorization", "Bearer " + token.reveal());
            }
            return RequestHead.of(ask.method(), url, headers);
        } catch (RevealedSecrets.Missing e) {
            throw new Ask.Impossible(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            // The message could show a header that is secret.
            throw new Ask.Impossible("its address " + url + " or its headers cannot be sent");
        }
    }

    private static Request encoded(Question question, RequestHead head, AskScope scope, String callback)
            throws IOException, Ask.Impossible {
        AttemptRequest request = question.request();
        Ask ask = question.ask();
        StringBuilder headers =
                new StringBuilder("traceparent: ").append(request.traceparent()).append("\r\n");
        if (ask.hasBody()) {
            // What is asked later must not be taken for a repetition of what began the work.
            String key = question.isFirst() ? request.attempt() : request.attempt() + "-cancel";
            headers.append("Idempotency-Key: ").append(key).append("\r\n");
        }
        if (question.place() != null) {
            headers.append("Last-Event-ID: ").append(question.place()).append("\r\n");
        }
        boolean plain = ask.body() == null && ask.hasBody() && question.isFirst();
        if (plain) {
            headers.append("Baton-Callback: ").append(callback).append("\r\n");
        }
        JsonNode body = ask.body() == null ? null : Ask.value(ask.body(), scope, "body");
        return head.request(headers.toString(), stream -> {
            if (plain) {
                AttemptJson.write(request, callback, stream);
            } else if (body != null) {
                MAPPER.writeValue((OutputStream) stream, body);
            }
        });
    }
}
