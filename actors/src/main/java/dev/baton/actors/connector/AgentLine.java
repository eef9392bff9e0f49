package dev.baton.actors.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.connector.oauth.AuthorizedSend;
import dev.baton.actors.connector.oauth.ClientCredentials;
import dev.baton.actors.connector.oauth.ClientTokens;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a protocol to an agent, and says what came back, or why nothing did. */
public final class AgentLine {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int FAILURE_MIN = 300;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int QUOTED_CHARS_MAX = 300;

    private final HttpClient client;
    private final Secrets secrets;
    private final InstantSource clock;
    private final ClientTokens tokens;

    public AgentLine(HttpClient client, Secrets secrets, InstantSource clock) {
        this.client = client;
        this.secrets = secrets;
        this.clock = clock;
        this.tokens = new ClientTokens(client, secrets, clock);
    }

    public InstantSource clock() {
        return clock;
    }

    /** @param body null to send none */
    public record Wire(
            String method,
            URI url,
            Map<String, String> headers,
            @Nullable JsonNode body) {

        public static Wire get(String url) {
            return new Wire("GET", URI.create(url), Map.of(), null);
        }

        public static Wire post(String url, JsonNode body) {
            return new Wire("POST", URI.create(url), Map.of(), body);
        }

        public static Wire delete(String url) {
            return new Wire("DELETE", URI.create(url), Map.of(), null);
        }

        public Wire with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Wire(method, url, more, body);
        }

        /** The same, so that an agent which gets it twice can know it. @param key of what must happen once */
        public Wire once(String key) {
            return with("Idempotency-Key", key);
        }
    }

    /**
     * What is sent with every request to one agent.
     *
     * @param headers a value may name a secret
     * @param bearer the token; null for none
     * @param oauth what brings tokens; null for none
     * @param signature of each request; null for none
     */
    public record Access(
            Map<String, String> headers,
            @Nullable SecretReference bearer,
            @Nullable ClientCredentials oauth,
            @Nullable Signature signature) {

        public Access(Map<String, String> headers, @Nullable SecretReference bearer) {
            this(headers, bearer, null, null);
        }

        /** @param token that was given out for a while, in place of all others */
        public Access with(Secret token) {
            return new Access(headers, null, null, (method, url, sent, body, time, revealed) -> {
                revealed.knows(token);
                sent.put("Authorization", "Bearer " + token.reveal());
            });
        }

        /** @param settings of a connector, with {@code headers}, {@code bearer} and {@code oauth} */
        public static Access of(JsonNode settings) {
            Map<String, String> headers = new LinkedHashMap<>();
            settings.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            return new Access(
                    headers,
                    SecretReference.parse(settings.path("bearer").asText()).orElse(null),
                    ClientCredentials.of(settings),
                    null);
        }
    }

    /** Proves by a request's content who has sent it. */
    @FunctionalInterface
    public interface Signature {

        /** @param headers of the request, to which those of the signature are added */
        void sign(
                String method, URI url, Map<String, String> headers, byte[] body, Instant now, RevealedSecrets secrets)
                throws RevealedSecrets.Missing;
    }

    /** What came back. */
    public sealed interface Heard {

        /** @param session that the agent has begun, if it knows sessions */
        record Json(JsonNode body, @Nullable String session) implements Heard {}

        /**
         * @param status of the answer; 0 if there was none
         * @param again whether the same may succeed soon
         * @param lost whether the agent may or may not have seen it
         * @param challenge what it wants to be shown first (WWW-Authenticate); null if it did not say
         */
        record Nothing(
                ErrorKind kind,
                int status,
                String reason,
                boolean again,
                @Nullable Duration retryAfter,
                @Nullable Throwable lost,
                @Nullable String challenge)
                implements Heard {
            public Nothing(
                    ErrorKind kind,
                    int status,
                    String reason,
                    boolean again,
                    @Nullable Duration retryAfter,
                    @Nullable Throwable lost) {
                this(kind, status, reason, again, retryAfter, lost, null);
            }
        }
    }

    /** What comes of a request that may be answered by a stream of events. */
    public sealed interface Told {

        record Whole(Heard heard) implements Told {}

        /** The stream has ended before the answer, and can be taken up again behind {@code place} after a pause. */
        record Cut(String place, Duration pause) implements Told {}
    }

    /** Who listens to a stream of messages. */
    public interface Follower {

        /** One after the other, mostly on an event loop: must not block. */
        void message(JsonNode message);

        /** Last and once. @param instead what came if not a single message did; null if at least one was heard */
        void ended(@Nullable Heard instead);
    }

    /**
     * @param receiver called exactly once, on another thread if anything was sent
     * @return null if nothing could be sent
     */
    public @Nullable Sent send(
            AttemptRequest request, Access access, Wire wire, Duration patience, Consumer<Heard> receiver) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        return send(
                request,
                access,
                wire,
                patience,
                revealed,
                receiver,
                answer -> receiver.accept(heard(answer, revealed)));
    }

    /**
     * As {@link #send}, for agents that may answer with a stream of messages.
     *
     * @param isAnswer which of them is waited for
     */
    public @Nullable Sent stream(
            AttemptRequest request,
            Access access,
            Wire wire,
            Duration patience,
            Predicate<JsonNode> isAnswer,
            Consumer<Told> receiver) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        EventAnswer answer = new EventAnswer(
                isAnswer, message -> shown(message, revealed), whole -> heard(whole, revealed), receiver);
        Sent exchange = send(
                request, access, wire, patience, revealed, heard -> receiver.accept(new Told.Whole(heard)), answer);
        if (exchange != null) {
            answer.of(exchange);
        }
        return exchange;
    }

    /** Passes on each message of a stream until it ends, or {@code patience} does. */
    public @Nullable Sent follow(
            AttemptRequest request, Access access, Wire wire, Duration patience, Follower follower) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        EventReceiver receiver = new EventReceiver(
                event -> JsonAnswers.parsed(event.data())
                        .ifPresent(message -> follower.message(shown(message, revealed))),
                (answer, streamed) -> follower.ended(streamed ? null : heard(answer, revealed)));
        return send(request, access, wire, patience, revealed, follower::ended, receiver);
    }

    /**
     * As {@link #send}, for agents that say what they do in a stream of events, or answer at once.
     *
     * @param each of the events, in their order
     * @param end what the answer was; with null in it after a whole stream
     */
    public @Nullable Sent events(
            AttemptRequest request,
            Access access,
            Wire wire,
            Duration patience,
            Consumer<ServerSentEvents.Event> each,
            Consumer<Heard> end) {
        RevealedSecrets revealed = new RevealedSecrets(secrets);
        EventReceiver receiver = new EventReceiver(
                each,
                (answer, streamed) -> end.accept(
                        streamed && answer instanceof Answer.Received
                                ? new Heard.Json(NullNode.getInstance(), null)
                                : heard(answer, revealed)));
        Wire streaming = wire.with("Accept", "text/event-stream, application/json");
        return send(request, access, streaming, patience, revealed, end, receiver);
    }

    private @Nullable Sent send(
            AttemptRequest request,
            Access access,
            Wire wire,
            Duration patience,
            RevealedSecrets revealed,
            Consumer<Heard> refused,
            Receiver receiver) {
        ClientCredentials oauth = access.oauth();
        if (oauth == null) {
            return send(request, access, wire, null, patience, revealed, refused, receiver);
        }
        Instant by = clock.instant().plus(patience);
        return AuthorizedSend.begin(
                tokens,
                oauth,
                (token, inner) -> {
                    revealed.knows(token);
                    Duration left = Duration.between(clock.instant(), by);
                    return send(request, access, wire, token, left, revealed, refused, inner);
                },
                receiver,
                why -> refused.accept(
                        nothing(why.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED, why.reason(), why.again())));
    }

    private @Nullable Sent send(
            AttemptRequest request,
            Access access,
            Wire wire,
            @Nullable Secret token,
            Duration patience,
            RevealedSecrets revealed,
            Consumer<Heard> refused,
            Receiver receiver) {
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Accept", "application/json");
            headers.put("User-Agent", "baton");
            headers.put("traceparent", request.traceparent());
            headers.putAll(wire.headers());
            headers.putAll(revealed.reveal(access.headers()));
            if (access.bearer() != null) {
                headers.put("Authorization", "Bearer " + revealed.reveal(access.bearer()));
            }
            if (token != null) {
                headers.put("Authorization", "Bearer " + token.reveal());
            }
            byte[] body = body(wire, headers);
            if (access.signature() != null) {
                access.signature().sign(wire.method(), wire.url(), headers, body, clock.instant(), revealed);
            }
            RequestHead head = head(wire, headers);
            return client.send(head.request("", stream -> stream.write(body, 0, body.length)), patience, receiver);
        } catch (RevealedSecrets.Missing | IOException | IllegalArgumentException e) {
            refused.accept(nothing(ErrorKind.REJECTED, String.valueOf(e.getMessage()), false));
            return null;
        }
    }

    /** Whoever repeats a secret in an error does not make it known. */
    private static JsonNode shown(JsonNode body, RevealedSecrets revealed) {
        if (!body.path("error").isObject()) {
            return body;
        }
        byte[] hidden = revealed.hidden(body.toString()).getBytes(StandardCharsets.UTF_8);
        try {
            return JsonAnswers.parse(hidden, hidden.length);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] body(Wire wire, Map<String, String> headers) throws JsonProcessingException {
        if (wire.body() == null) {
            return new byte[0];
        }
        headers.put("Content-Type", "application/json");
        return MAPPER.writeValueAsBytes(wire.body());
    }

    private static RequestHead head(Wire wire, Map<String, String> headers) {
        try {
            return RequestHead.of(wire.method(), wire.url(), headers);
        } catch (IllegalArgumentException e) {
            // The message could show a header that is secret.
            throw new IllegalArgumentException("its address " + wire.url() + " or its headers cannot be sent", e);
        }
    }

    private Heard heard(Answer answer, RevealedSecrets revealed) {
        return switch (answer) {
            case Answer.Received received -> received(received, revealed);
            case Answer.TooLarge large ->
                nothing(ErrorKind.INVALID_OUTPUT, "it answered more than " + large.bytesMax() + " bytes", false);
            case Answer.NotHttp odd ->
                nothing(ErrorKind.INVALID_OUTPUT, "it did not answer with HTTP: " + odd.reason(), false);
            case Answer.Unreachable lost ->
                new Heard.Nothing(ErrorKind.UNAVAILABLE, 0, lost.reason(), true, null, lost.cause());
            case Answer.Untrusted untrusted -> nothing(ErrorKind.UNAVAILABLE, untrusted.reason(), false);
            case Answer.Forbidden forbidden -> nothing(ErrorKind.POLICY, forbidden.reason(), false);
            case Answer.Busy busy -> nothing(ErrorKind.UNAVAILABLE, "it was not asked: " + busy.reason(), true);
            case Answer.TimedOut ignored -> nothing(ErrorKind.TIMEOUT, "it did not answer in time", true);
            case Answer.Cancelled ignored -> nothing(ErrorKind.CANCELLED, "the call was cancelled", false);
        };
    }

    private Heard received(Answer.Received received, RevealedSecrets revealed) {
        JsonNode body;
        try {
            body = shown(message(received), revealed);
        } catch (IOException e) {
            return received.status() < FAILURE_MIN
                    ? nothing(ErrorKind.INVALID_OUTPUT, "it did not answer with JSON: " + JsonAnswers.reason(e), false)
                    : failed(received, revealed);
        }
        // Errors of the protocols that have codes of their own come with all kinds of statuses.
        boolean told = received.status() < FAILURE_MIN
                || body.path("error").path("code").isNumber();
        return told && received.challenge() == null && !overloaded(received.status())
                ? new Heard.Json(body, received.session())
                : failed(received, revealed);
    }

    /** The whole body, or of a stream of events the last one. */
    private static JsonNode message(Answer.Received received) throws IOException {
        int first = received.length() == 0 ? 0 : received.bytes()[0];
        if (received.status() >= FAILURE_MIN
                || first == '{'
                || !received.text(received.length()).contains("data:")) {
            return JsonAnswers.parse(received.bytes(), received.length());
        }
        StringBuilder data = new StringBuilder();
        boolean over = true;
        for (String line : received.text().split("\\R", -1)) {
            if (line.startsWith("data:") && line.length() > "data:".length() + 1) {
                if (over) {
                    data.setLength(0);
                }
                over = false;
                data.append(line, "data:".length(), line.length()).append('\n');
            } else if (line.isEmpty()) {
                over = true;
            }
        }
        byte[] last = data.toString().getBytes(StandardCharsets.UTF_8);
        return JsonAnswers.parse(last, last.length);
    }

    private static boolean overloaded(int status) {
        return status == TOO_MANY_REQUESTS || status > FAULT_MIN;
    }

    private Heard failed(Answer.Received received, RevealedSecrets revealed) {
        int status = received.status();
        String text = revealed.hidden(received.text()).strip();
        String quoted = text.length() > QUOTED_CHARS_MAX ? text.substring(0, QUOTED_CHARS_MAX) + "…" : text;
        boolean again = status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= FAULT_MIN;
        return new Heard.Nothing(
                again ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                status,
                "it answered " + status + (quoted.isEmpty() ? "" : ": " + quoted),
                again,
                RetryAfter.parse(received.retryAfter(), clock.instant()),
                null,
                received.challenge());
    }

    private static Heard.Nothing nothing(ErrorKind kind, String reason, boolean again) {
        return new Heard.Nothing(kind, 0, reason, again, null, null);
    }
}
