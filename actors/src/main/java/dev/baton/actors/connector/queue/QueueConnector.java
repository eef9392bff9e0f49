package dev.baton.actors.connector.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptJson;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Outage;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Puts an attempt into a queue, from which an external worker takes it. The attempt's id keeps it from being there twice. */
public final class QueueConnector implements AgentConnector {

    public static final String KIND = "queue";

    private final TaskStore store;
    private final Tasks tasks;
    private final InstantSource clock;

    public QueueConnector(TaskStore store, Tasks tasks, InstantSource clock) {
        this.store = store;
        this.tasks = tasks;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Call call(AttemptRequest request) {
        String queue = queueOf(request);
        if (queue == null) {
            return SettledCall.failed(
                    ErrorKind.BUG,
                    "the definition of agent " + request.agent().name() + ": connector.queue must have a queue");
        }
        return new Enqueueing(request, queue).begin();
    }

    /** A task that was lost, as when the store was restored from a backup, is put into its queue again. */
    @Override
    public Call resume(AttemptRequest request, Payload handle) {
        return call(request);
    }

    private static @Nullable String queueOf(AttemptRequest request) {
        JsonNode queue = request.agent().connector().settings().path("queue");
        return queue.isTextual() && !queue.textValue().isBlank() ? queue.textValue() : null;
    }

    private final class Enqueueing implements Call {

        private final AttemptRequest request;
        private final String queue;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();

        private Enqueueing(AttemptRequest request, String queue) {
            this.request = request;
            this.queue = queue;
        }

        private Call begin() {
            store.enqueue(task()).whenComplete(this::enqueued);
            return this;
        }

        private TaskRow task() {
            Instant now = clock.instant();
            return new TaskRow(
                    request.tenant(),
                    request.attempt(),
                    queue,
                    request.run(),
                    request.step(),
                    AttemptJson.text(request),
                    request.context().path("priority").asInt(0),
                    now,
                    request.deadline(),
                    null,
                    null,
                    0);
        }

        private void enqueued(@Nullable Boolean added, @Nullable Throwable fault) {
            if (fault != null) {
                result.completeExceptionally(transientIfExpected(fault));
                return;
            }
            tasks.enqueued(request.tenant(), queue);
            result.complete(new AttemptResult.Accepted(
                    true, new Payload(JsonNodeFactory.instance.objectNode().put("queue", queue))));
            if (cancelled.get()) {
                withdraw();
            }
        }

        private Throwable transientIfExpected(Throwable fault) {
            Throwable cause = fault instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : fault;
            return Outage.of(cause)
                    .<Throwable>map(outage -> new TransientFault(outage.reason(), cause))
                    .orElse(cause);
        }

        @Override
        public CompletionStage<AttemptResult> result() {
            return result;
        }

        @Override
        public void cancel() {
            if (cancelled.compareAndSet(false, true) && result.isDone()) {
                withdraw();
            }
        }

        /** The run's commit takes away a task that the run knew of; this one it may not have known. */
        private void withdraw() {
            tasks.forget(request.tenant(), request.attempt());
        }
    }
}
