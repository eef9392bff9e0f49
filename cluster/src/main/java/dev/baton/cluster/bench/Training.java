package dev.baton.cluster.bench;

import dev.baton.cluster.cli.Api;
import dev.baton.cluster.cli.BatonCommand;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.JavaProgram;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A short life of a server with a little of everything, in this process: while it runs, the JVM notes which classes are
 * needed, and keeps them ready for later starts of servers and of the client's verbs.
 */
public final class Training {

    private static final int RUNS = 200;
    private static final int AT_ONCE = 16;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    private final ServerProcess server;
    private final Load load = new Load();
    private final Console nobody = new Console(
            InputStream.nullInputStream(),
            new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            false);

    private Training(ServerProcess server) {
        this.server = server;
    }

    /**
     * Trains, and leaves it to the caller to end the process.
     *
     * @param main starts the server with a command line; it may return or stay
     */
    public static void run(Consumer<String[]> main) throws IOException, InterruptedException {
        CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(1));
        Workspace workspace = Workspace.create("baton-training-", false);
        ChildProcess.Starting agent = ChildProcess.startAnnounced(
                workspace,
                "the agent",
                JavaProgram.of(BenchAgent.class, JavaProgram.SMALL, List.of()),
                workspace.folder().resolve("agent.log"));
        ServerProcess server = ServerProcess.prepare(workspace, "", List.of());
        String[] commandLine = {"server", "--config", server.configuration().toString()};
        Thread.ofPlatform().daemon().name("server").start(() -> main.accept(commandLine));
        server.awaitReady();
        String announced = agent.announced(START_WITHIN);
        new Training(server).work(announced.substring(announced.indexOf("http")));
    }

    private void work(String agentUrl) throws IOException {
        Api api = new Api(server.url(), "service:training");
        api.postText("/v1/definitions:apply", Api.YAML_TYPE, Workflows.definitions(agentUrl));
        play(Workflows.CHAIN_HTTP, true);
        play(Workflows.CHAIN_IN_PROCESS, true);
        play(Workflows.FAN_HTTP, true);
        play(Workflows.WAIT_SIGNAL, false);
        Load.Result signals = load.ofCount(
                RUNS,
                AT_ONCE,
                number -> post("/v1/runs/" + id(Workflows.WAIT_SIGNAL, number) + "/signals/" + Workflows.SIGNAL, "{}"),
                answer -> answer.statusCode() == 200);
        check(signals);
        String run = id(Workflows.CHAIN_HTTP, 0);
        for (String verb : List.of(
                "workflow list",
                "agent list",
                "workflow show " + Workflows.CHAIN_HTTP,
                "run list",
                "run get " + run,
                "run history " + run,
                "run watch " + run,
                "approval list",
                "incident list",
                "run start " + Workflows.CHAIN_HTTP + " --set data=x --wait")) {
            verb(verb);
        }
    }

    private void play(String workflow, boolean wait) throws IOException {
        check(load.ofCount(
                RUNS,
                AT_ONCE,
                number -> post(
                        "/v1/runs" + (wait ? "?wait=30s" : ""),
                        "{\"workflow\":\"" + workflow + "\",\"id\":\"" + id(workflow, number)
                                + "\",\"input\":{\"data\":\"x\"}}"),
                answer -> answer.statusCode() == 201));
    }

    private static String id(String workflow, int number) {
        return workflow + "-" + number;
    }

    private void verb(String line) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--server", server.url().toString()));
        int exitCode = BatonCommand.run(nobody, arguments.toArray(String[]::new));
        if (exitCode != 0) {
            throw new IOException("'" + line + "' ended with " + exitCode);
        }
    }

    private HttpRequest post(String path, String json) {
        return HttpRequest.newBuilder(server.url().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private static void check(Load.Result result) throws IOException {
        if (result.errors() > 0) {
            throw new IOException("training failed: " + result.firstError());
        }
    }
}
