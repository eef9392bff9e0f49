package dev.baton.worker;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of the server (docs/api.md, queues and tasks). */
final class Api implements AutoCloseable {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /** For the answer to a short request, and beyond the wait of one for tasks. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private static final int OK = 200;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAULT_MIN = 500;
    private static final int SECONDS_DIGITS_MAX = 6;

    /** What came of a request. */
    sealed interface Answer {

        record Done(Map<String, @Nullable Object> body) implements Answer {}

        /** The server will not do it, however often it is asked. */
        record Refused(String code, String message) implements Answer {

            /** Somebody else has the task, or nobody wants it. */
            boolean gone() {
                return code.equals("attempt-stale") || code.equals("lease-lost") || code.equals("task-not-found");
            }
        }

        /** @param after how long the server wants to be left alone; null if it did not say */
        record Unreachable(String reason, @Nullable Duration after) implements Answer {}
    }

    private final URI server;
    private final WorkerOptions options;
    private final HttpClient client;

    Api(WorkerOptions options) {
        this.server = options.server();
        this.options = options;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_MAX)
                .build();
    }

    Answer lease(int max) throws InterruptedException {
        Map<String, @Nullable Object> body = named();
        body.put("max", max);
        body.put("waitMs", options.patience().toMillis());
        body.put("leaseMs", options.lease().toMillis());
        return post(
                "/v1/queues/" + encoded(options.queue()) + ":lease",
                body,
                options.patience().plus(ANSWER_MAX));
    }

    /** @throws IllegalArgumentException if these are no tasks */
    static List<Task> tasks(Answer.Done leased) {
        List<Task> tasks = new ArrayList<>();
        if (leased.body().get("tasks") instanceof List<?> given) {
            given.forEach(task -> tasks.add(new Task(Json.object(task))));
        }
        return tasks;
    }

    Answer heartbeat(Task task, Duration lease) throws InterruptedException {
        Map<String, @Nullable Object> body = named();
        body.put("leaseMs", lease.toMillis());
        return ofTask(task, ":heartbeat", body);
    }

    Answer complete(Task task, Result result) throws InterruptedException {
        Map<String, @Nullable Object> body = named();
        body.putAll(result.fields());
        return ofTask(task, ":complete", body);
    }

    Answer fail(Task task, TaskFailure failure) throws InterruptedException {
        Map<String, @Nullable Object> body = named();
        String message = failure.getMessage();
        body.put(
                "error",
                Map.of(
                        "message",
                        message == null ? "" : message,
                        "kind",
                        failure.kind().code()));
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            body.put("retryAfterMs", retryAfter.toMillis());
        }
        return ofTask(task, ":fail", body);
    }

    private Answer ofTask(Task task, String verb, Map<String, @Nullable Object> body) throws InterruptedException {
        return post("/v1/tasks/" + encoded(task.id()) + verb, body, ANSWER_MAX);
    }

    private Map<String, @Nullable Object> named() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("worker", options.name());
        return body;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer post(String path, Map<String, @Nullable Object> body, Duration patience)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        options.headers().forEach(request::setHeader);
        try {
            return read(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer.Unreachable(server + " is out of reach: " + e, null);
        }
    }

    private static Answer read(HttpResponse<String> response) {
        Map<String, @Nullable Object> body;
        try {
            body = Json.object(Json.read(response.body()));
        } catch (IllegalArgumentException e) {
            body = Map.of();
            if (response.statusCode() == OK) {
                return new Answer.Unreachable("it answered something else than tasks: " + e.getMessage(), null);
            }
        }
        int status = response.statusCode();
        String detail = body.get("detail") instanceof String text ? text : "it answered " + status;
        if (status == OK) {
            return new Answer.Done(body);
        }
        return status >= FAULT_MIN || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS
                ? new Answer.Unreachable(detail, retryAfter(response))
                : new Answer.Refused(body.get("code") instanceof String code ? code : "", detail);
    }

    private static @Nullable Duration retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1," + SECONDS_DIGITS_MAX + "}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
