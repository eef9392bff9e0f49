package dev.baton.cluster.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.Api;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Many followers of runs, each with a connection of its own. */
final class LiveStreams {

    private static final String DATA = "data: ";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(
                    Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()))
            .build();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicLong wordChars = new AtomicLong();

    void follow(URI events) {
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Accept", "text/event-stream")
                .build();
        var ignored = client.sendAsync(request, answer -> {
                    if (answer.statusCode() == 200) {
                        open.incrementAndGet();
                    }
                    return BodySubscribers.fromLineSubscriber(new Follower());
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null || answer.statusCode() != 200) {
                        broken.incrementAndGet();
                    }
                });
    }

    /** Those that were accepted so far, the ended ones included. */
    int opened() {
        return open.get();
    }

    /** Those that came to the end of their run. */
    int completed() {
        return completed.get();
    }

    int broken() {
        return broken.get();
    }

    long wordChars() {
        return wordChars.get();
    }

    private final class Follower implements Flow.Subscriber<String> {

        private String event = "";

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith(DATA) && event.equals("words")) {
                wordChars.addAndGet(words(line.substring(DATA.length())));
            } else if (line.startsWith(DATA) && event.equals("run-completed")) {
                completed.incrementAndGet();
            }
        }

        private static int words(String data) {
            try {
                JsonNode json = Api.JSON.readTree(data);
                return json.path("words").asText().length();
            } catch (JsonProcessingException garbled) {
                return 0;
            }
        }

        @Override
        public void onError(@Nullable Throwable failure) {
            // The answer's future says so, too.
        }

        @Override
        public void onComplete() {}
    }
}
