package dev.baton.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.cli.CliFailure;
import dev.baton.cluster.cli.ExitCode;
import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.JavaProgram;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server and an agent, just started, with the definitions applied. */
final class Rig implements AutoCloseable {

    private static final String LISTENING = "listening on ";
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
    /** What a machine can carry is measured, not what it should. */
    private static final String NEVER_TURNED_AWAY = "baton.admission.delay-max = 1h\n";

    private static final String DATA = "x".repeat(960);

    private final Workspace workspace;
    private final ServerProcess server;
    private final ChildProcess agent;
    private final BenchOptions options;
    private final Api api;
    private final Api agentApi;
    private final Load load = new Load();
    private final HttpClient metricsClient = HttpClient.newHttpClient();
    private final String tag = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private int batch;

    private Rig(Workspace workspace, ServerProcess server, ChildProcess agent, URI agentUrl, BenchOptions options) {
        this.workspace = workspace;
        this.server = server;
        this.agent = agent;
        this.options = options;
        this.api = new Api(server.url(), "service:bench");
        this.agentApi = new Api(agentUrl, null);
    }

    static Rig start(BenchOptions options, String settings) throws IOException, InterruptedException {
        Workspace workspace = Workspace.create("baton-bench-", options.keep);
        try {
            ChildProcess.Starting agent = ChildProcess.startAnnounced(
                    workspace,
                    "the agent",
                    JavaProgram.of(BenchAgent.class, List.of("-Xmx256m", "-XX:+UseSerialGC"), List.of()),
                    workspace.folder().resolve("agent.log"));
            ServerProcess server = ServerProcess.prepare(
                    workspace, NEVER_TURNED_AWAY + store(options) + settings, options.serverOptions);
            server.start();
            server.awaitReady();
            String announced = agent.announced(START_WITHIN);
            URI agentUrl = URI.create(announced.substring(announced.indexOf(LISTENING) + LISTENING.length()));
            Rig rig = new Rig(workspace, server, agent.process(), agentUrl, options);
            rig.api.postText("/v1/definitions:apply", Api.YAML_TYPE, Workflows.definitions(agentUrl.toString()));
            return rig;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            workspace.close();
            throw failed;
        }
    }

    private static String store(BenchOptions options) {
        if (options.store == BenchOptions.Store.sqlite) {
            return "";
        }
        if (options.postgresUrl == null) {
            throw new CliFailure(
                    ExitCode.USAGE, "which database?", "add --postgres-url jdbc:postgresql://HOST:PORT/NAME?user=...");
        }
        return """
                baton.persistence.store = postgresql
                baton.persistence.postgresql.url = %s
                """.formatted(TextNode.valueOf(options.postgresUrl));
    }

    /** As JDBC calls the server's store. */
    String database() {
        return options.postgresUrl == null
                ? "jdbc:sqlite:"
                        + workspace.folder().resolve("server").resolve("data").resolve("baton.db")
                : options.postgresUrl;
    }

    Api api() {
        return api;
    }

    Api agentApi() {
        return agentApi;
    }

    Load load() {
        return load;
    }

    ServerProcess server() {
        return server;
    }

    /** All processes that serve: what they use is what a step costs. */
    List<Long> serverProcesses() {
        List<Long> roots = new ArrayList<>(List.of(server.pid()));
        if (options.postgresPid != null) {
            roots.add(options.postgresPid);
        }
        return roots;
    }

    double agentCpuMs() {
        return ProcessUsage.cpuMs(List.of(agent.pid()));
    }

    /** A prefix for the ids of runs that belong together. */
    String nextBatch() {
        return "bench-" + tag + "-" + batch++ + "-";
    }

    /** A request that starts a run; with {@code wait} it is answered when the run has ended. */
    HttpRequest start(String workflow, String id, boolean wait) {
        return start(workflow, id, wait, input().put("run", id));
    }

    /** As a step of 1 KB gets it. */
    ObjectNode input() {
        return Api.JSON.createObjectNode().put("data", DATA);
    }

    HttpRequest start(String workflow, String id, boolean wait, ObjectNode input) {
        ObjectNode body = Api.JSON.createObjectNode().put("workflow", workflow).put("id", id);
        body.set("input", input);
        return post("/v1/runs?fields=summary" + (wait ? "&wait=60s" : ""), body.toString());
    }

    HttpRequest post(String path, String json) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    /** Whether runs of a workflow have not ended. */
    boolean someAreOpen(String workflow) {
        return !api.get("/v1/runs?status=running,waiting&workflow=" + workflow + "&limit=1")
                .path("runs")
                .isEmpty();
    }

    long runsInMemory() {
        long runs = 0;
        for (JsonNode node : api.get("/v1/cluster").path("nodes")) {
            runs += node.path("runs").asLong();
        }
        return runs;
    }

    /** How many runs the server has completed since it started. */
    long completed() throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create(server.url() + "/metrics"))
                .timeout(ANSWER_WITHIN)
                .build();
        return metricsClient
                .send(metrics, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(sample -> sample.startsWith("baton_runs_ended_total{status=\"completed\"}"))
                .mapToLong(sample -> (long) Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How many runs of a batch have completed. */
    int completed(String workflow, String batchPrefix) {
        int count = 0;
        String next = "";
        do {
            JsonNode page = api.get("/v1/runs?status=completed&workflow=" + workflow + "&limit=200" + next);
            for (JsonNode run : page.path("runs")) {
                count += run.path("id").asText().startsWith(batchPrefix) ? 1 : 0;
            }
            next = page.hasNonNull("next")
                    ? "&cursor=" + Api.part(page.path("next").asText())
                    : "";
        } while (!next.isEmpty());
        return count;
    }

    /** Collects the server's garbage, so that what is left is in use. */
    void collectGarbage() throws IOException, InterruptedException {
        jcmd("GC.run");
    }

    String jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(START_WITHIN.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said;
    }

    @Override
    public void close() {
        workspace.close();
    }
}
