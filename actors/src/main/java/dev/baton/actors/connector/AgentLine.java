package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.Receiver;
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
import java.net.URI;
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

            /** No answer at all, or none that can be read. */
            static Nothing of(ErrorKind kind, String reason, boolean again) {
                return new Nothing(kind, 0, reason, again, null, null);
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
        Outgoing outgoing = outgoing(request, access, wire);
        Hearing hearing = hearing(outgoing);
        return send(outgoing, patience, receiver, answer -> receiver.accept(hearing.heard(answer)));
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
        Outgoing outgoing = outgoing(request, access, wire);
        Hearing hearing = hearing(outgoing);
        EventAnswer answer = new EventAnswer(isAnswer, hearing::shown, hearing::heard, receiver);
        Sent exchange = send(outgoing, patience, heard -> receiver.accept(new Told.Whole(heard)), answer);
        if (exchange != null) {
            answer.of(exchange);
        }
        return exchange;
    }

    /** Passes on each message of a stream until it ends, or {@code patience} does. */
    public @Nullable Sent follow(
            AttemptRequest request, Access access, Wire wire, Duration patience, Follower follower) {
        Outgoing outgoing = outgoing(request, access, wire);
        Hearing hearing = hearing(outgoing);
        EventReceiver receiver = new EventReceiver(
                event ->
                        JsonAnswers.parsed(event.data()).ifPresent(message -> follower.message(hearing.shown(message))),
                (answer, streamed) -> follower.ended(streamed ? null : hearing.heard(answer)));
        return send(outgoing, patience, follower::ended, receiver);
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
        Outgoing outgoing = outgoing(request, access, wire.with("Accept", "text/event-stream, application/json"));
        Hearing hearing = hearing(outgoing);
        EventReceiver receiver = new EventReceiver(
                event -> each.accept(hearing.shown(event)),
                (answer, streamed) -> end.accept(
                        streamed && answer instanceof Answer.Received
                                ? new Heard.Json(NullNode.getInstance(), null)
                                : hearing.heard(answer)));
        return send(outgoing, patience, end, receiver);
    }

    private Outgoing outgoing(AttemptRequest request, Access access, Wire wire) {
        return new Outgoing(request, access, wire, new RevealedSecrets(secrets));
    }

    private Hearing hearing(Outgoing outgoing) {
        return new Hearing(outgoing.revealed(), clock);
    }

    private @Nullable Sent send(Outgoing outgoing, Duration patience, Consumer<Heard> refused, Receiver receiver) {
        ClientCredentials oauth = outgoing.access().oauth();
        if (oauth == null) {
            return send(outgoing, null, patience, refused, receiver);
        }
        Instant by = clock.instant().plus(patience);
        return AuthorizedSend.begin(
                tokens,
                oauth,
                (token, inner) -> {
                    outgoing.revealed().knows(token);
                    Duration left = Duration.between(clock.instant(), by);
                    return send(outgoing, token, left, refused, inner);
                },
                receiver,
                why -> refused.accept(Heard.Nothing.of(
                        why.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED, why.reason(), why.again())));
    }

    private @Nullable Sent send(
            Outgoing outgoing, @Nullable Secret token, Duration patience, Consumer<Heard> refused, Receiver receiver) {
        try {
            return client.send(outgoing.request(token, clock.instant()), patience, receiver);
        } catch (RevealedSecrets.Missing | IOException | IllegalArgumentException e) {
            refused.accept(Heard.Nothing.of(ErrorKind.REJECTED, String.valueOf(e.getMessage()), false));
            return null;
        }
    }
}
