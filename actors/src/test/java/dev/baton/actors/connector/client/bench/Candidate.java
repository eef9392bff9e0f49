package dev.baton.actors.connector.client.bench;

import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.client.RequestHead;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** One HTTP client to be measured: posts a body and has the whole answer in memory. */
interface Candidate extends AutoCloseable {

    String IDEMPOTENCY_KEY = "Idempotency-Key";
    String TRACE_PARENT = "traceparent";
    String ATTEMPT = "run-1~1";
    String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    CompletionStage<Integer> post(byte[] body);

    @Override
    void close();

    /** @param executor null for the client's own */
    static Candidate jdk(URI url, @Nullable Executor executor) {
        java.net.http.HttpClient.Builder builder =
                java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1);
        java.net.http.HttpClient client =
                executor == null ? builder.build() : builder.executor(executor).build();
        return new Candidate() {
            @Override
            public CompletionStage<Integer> post(byte[] body) {
                HttpRequest request = HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .header(IDEMPOTENCY_KEY, ATTEMPT)
                        .header(TRACE_PARENT, TRACE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                        .thenApply(answer -> answer.body().length);
            }

            @Override
            public void close() {
                client.shutdownNow();
            }
        };
    }

    static Candidate pekko(URI url) {
        ActorSystem system =
                ActorSystem.create("comparison", ConfigFactory.parseString("""
                                pekko.loglevel = WARNING
                                pekko.http.host-connection-pool { max-connections = 128, max-open-requests = 1024 }
                                """).withFallback(ConfigFactory.load()));
        Http http = Http.get(system);
        return new Candidate() {
            @Override
            public CompletionStage<Integer> post(byte[] body) {
                return http.singleRequest(org.apache.pekko.http.javadsl.model.HttpRequest.POST(url.toString())
                                .addHeader(RawHeader.create(IDEMPOTENCY_KEY, ATTEMPT))
                                .addHeader(RawHeader.create(TRACE_PARENT, TRACE))
                                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body)))
                        .thenCompose(answer -> answer.entity().toStrict(10_000, system))
                        .thenApply(entity -> entity.getData().length());
            }

            @Override
            public void close() {
                system.terminate();
            }
        };
    }

    static Candidate own(URI url) {
        HttpClient client = HttpClient.start(
                HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                        .withFallback(ConfigFactory.load())),
                new SimpleMeterRegistry());
        RequestHead head = RequestHead.post(url, Map.of("Content-Type", "application/json"));
        return new Candidate() {
            @Override
            public CompletionStage<Integer> post(byte[] body) {
                CompletableFuture<Integer> length = new CompletableFuture<>();
                String more = IDEMPOTENCY_KEY + ": " + ATTEMPT + "\r\n" + TRACE_PARENT + ": " + TRACE + "\r\n";
                try {
                    client.send(
                            head.request(more, stream -> stream.write(body, 0, body.length)),
                            Duration.ofSeconds(10),
                            answer -> settle(answer, length));
                } catch (IOException e) {
                    length.completeExceptionally(e);
                }
                return length;
            }

            private void settle(Answer answer, CompletableFuture<Integer> length) {
                if (answer instanceof Answer.Received received) {
                    length.complete(received.length());
                } else {
                    length.completeExceptionally(new IOException(answer.toString()));
                }
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
