package dev.baton.worker;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A task that this worker has; it is done once, though it may be handed out again after a fault. */
public final class Task {

    private final Map<String, @Nullable Object> task;
    private final Map<String, @Nullable Object> request;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** @throws IllegalArgumentException if this is no task */
    Task(Map<String, @Nullable Object> task) {
        this.task = task;
        this.request = Json.object(task.get("request"));
        Json.text(task, "id");
    }

    /** The attempt's id: the same for every delivery, so that what has been done already can be known. */
    public String id() {
        return Json.text(task, "id");
    }

    public String queue() {
        return Json.text(task, "queue");
    }

    /** How often it was handed out, this time included. */
    public int delivery() {
        return task.get("delivery") instanceof Number number ? number.intValue() : 1;
    }

    /** When the server stops to wait for the result. */
    public Instant deadline() {
        return Instant.parse(Json.text(task, "deadline"));
    }

    public String run() {
        return Json.text(request, "run");
    }

    public String step() {
        return Json.text(request, "step");
    }

    /** A value as JSON has it, of maps, lists, texts, numbers, truth values and null. */
    public @Nullable Object input() {
        return request.get("input");
    }

    /**
     * The input, where it is an object.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Map<String, @Nullable Object> object() {
        return Json.object(input());
    }

    /** {@code workflow}, {@code version}, {@code tenant}, labels and more. */
    public Map<String, @Nullable Object> context() {
        return Json.object(request.get("context"));
    }

    /** W3C trace context, to be passed on with what is done for the task; empty if the server did not say. */
    public String traceparent() {
        return request.get("traceparent") instanceof String text ? text : "";
    }

    /** All that the server says of the attempt, for a library that reads JSON. */
    public String json() {
        return Json.write(request);
    }

    /** Whether nobody wants the result any more; the thread that does the work is interrupted then. */
    public boolean isCancelled() {
        return cancelled.get();
    }

    void cancel() {
        cancelled.set(true);
    }
}
