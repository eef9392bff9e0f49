package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the card of an agent that nobody has registered yet; it goes where calls to agents may go, and nowhere else. */
public final class CardReader {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FAILURE_MIN = 300;

    private final HttpClient client;

    /** @param client belongs to the caller, who closes it */
    public CardReader(HttpClient client) {
        this.client = client;
    }

    /** What came of it. */
    public sealed interface Found {

        /** @param agent what is known of it by the card */
        record Agent(CardImport agent) implements Found {}

        /** @param reason what is wrong with the card or its place, for people */
        record Nothing(String reason) implements Found {}
    }

    /** @param url where the agent is, or its card if it ends in {@code .json} */
    public CompletionStage<Found> read(URI url) {
        CompletableFuture<Found> found = new CompletableFuture<>();
        URI card = Card.at(url.toString());
        try {
            var ignored = client.send(
                    RequestHead.get(card, Map.of("Accept", "application/json", "User-Agent", "baton"))
                            .request("", body -> {}),
                    PATIENCE,
                    answer -> found.complete(heard(url, card, answer)));
        } catch (IOException | IllegalArgumentException unusable) {
            found.complete(new Found.Nothing(card + " cannot be asked: " + unusable.getMessage()));
        }
        return found;
    }

    private static Found heard(URI url, URI card, Answer answer) {
        return switch (answer) {
            case Answer.Received received when received.status() < FAILURE_MIN -> read(url, card, received);
            case Answer.Received received -> new Found.Nothing(card + " answered " + received.status());
            case Answer.TooLarge large ->
                new Found.Nothing(card + " answered more than " + large.bytesMax() + " bytes");
            case Answer.NotHttp odd -> new Found.Nothing(card + " did not answer with HTTP: " + odd.reason());
            case Answer.Unreachable lost -> new Found.Nothing(lost.reason());
            case Answer.Untrusted untrusted -> new Found.Nothing(untrusted.reason());
            case Answer.Forbidden forbidden -> new Found.Nothing(forbidden.reason());
            case Answer.Busy busy -> new Found.Nothing("it was not asked: " + busy.reason());
            case Answer.TimedOut ignored -> new Found.Nothing(card + " did not answer in time");
            case Answer.Cancelled ignored -> new Found.Nothing("the question was cancelled");
        };
    }

    private static Found read(URI url, URI place, Answer.Received received) {
        try {
            JsonNode card = JsonAnswers.parse(received.bytes(), received.length());
            Card.peer(card);
            return new Found.Agent(new CardImport(url, card));
        } catch (IOException e) {
            return new Found.Nothing(place + " did not answer with JSON: " + JsonAnswers.reason(e));
        } catch (Unreadable e) {
            return new Found.Nothing(place + ": " + e.getMessage());
        }
    }
}
