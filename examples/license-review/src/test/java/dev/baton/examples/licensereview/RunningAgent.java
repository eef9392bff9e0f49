package dev.baton.examples.licensereview;

import dev.baton.examples.kit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An agent in a process of its own, as the demo starts it. */
final class RunningAgent implements AutoCloseable {

    private static final String LISTENING = "listening on ";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final URI address;

    private RunningAgent(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static RunningAgent start(Class<?> agent, String... options) throws IOException {
        Process process = launch(agent, options);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith(LISTENING)) {
            process.destroyForcibly();
            throw new IOException(agent.getSimpleName() + " did not start: " + line);
        }
        return new RunningAgent(process, URI.create(line.substring(LISTENING.length())));
    }

    static Process launch(Class<?> agent, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                agent.getName(),
                "--exit-with-stdin"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    URI address() {
        return address;
    }

    Process process() {
        return process;
    }

    /** The output of the agent for this input. */
    Json.ObjectValue perform(String key, Json input) throws IOException, InterruptedException {
        HttpResponse<String> response = post(key, envelope(input));
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return ((Json.ObjectValue) Json.read(response.body())).object("output");
    }

    HttpResponse<String> post(String key, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(body).header("Idempotency-Key", key).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> postWithoutKey(String body) throws IOException, InterruptedException {
        return CLIENT.send(request(body).build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String key, String body) {
        return CLIENT.sendAsync(request(body).header("Idempotency-Key", key).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    List<Json> calls() throws IOException, InterruptedException {
        return ((Json.ArrayValue) Json.read(get("/calls").body())).elements();
    }

    static String envelope(Json input) {
        return Json.object()
                .with("run", "run-1")
                .with("step", "extract")
                .with("attempt", 1)
                .with("input", input)
                .write();
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
