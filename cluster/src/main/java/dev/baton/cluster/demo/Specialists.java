package dev.baton.cluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.JavaProgram;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The six agents of the example, each a process of its own that records every call it gets before it works on it. */
final class Specialists {

    /** Each agent's class, under the port that {@code agents.yaml} gives it. */
    private static final Map<Integer, String> CLASSES = new LinkedHashMap<>();

    static {
        CLASSES.put(9101, "ClauseExtractor");
        CLASSES.put(9102, "CopyleftChecker");
        CLASSES.put(9103, "PatentChecker");
        CLASSES.put(9104, "TerminationChecker");
        CLASSES.put(9105, "SummaryWriter");
        CLASSES.put(9106, "SummaryEvaluator");
    }

    private static final String PACKAGE = "dev.baton.examples.licensereview.";
    private static final String LISTENING = "listening on ";
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path calls;
    private final Map<Integer, String> urls = new LinkedHashMap<>();

    private Specialists(Path calls) {
        this.calls = calls;
    }

    /** A call that reached an agent. @param key its idempotency key */
    record Call(String key, String run, String step, Instant at) {}

    /** Starts all six and waits until they listen. */
    static Specialists start(Workspace workspace, Path example, int delayMs) throws IOException, InterruptedException {
        Specialists specialists =
                new Specialists(Files.createDirectories(workspace.folder().resolve("calls")));
        Map<Integer, ChildProcess.Starting> starting = new LinkedHashMap<>();
        for (Map.Entry<Integer, String> agent : CLASSES.entrySet()) {
            JavaProgram program = new JavaProgram(
                    example.resolveSibling("target/classes").toString(),
                    PACKAGE + agent.getValue(),
                    JavaProgram.SMALL,
                    List.of(
                            "--port",
                            "0",
                            "--delay",
                            Integer.toString(delayMs),
                            "--calls-file",
                            specialists
                                    .calls
                                    .resolve(agent.getValue() + ".jsonl")
                                    .toString(),
                            "--exit-with-stdin"));
            Path log = workspace.folder().resolve(agent.getValue() + ".log");
            starting.put(agent.getKey(), ChildProcess.startAnnounced(workspace, agent.getValue(), program, log));
        }
        for (Map.Entry<Integer, ChildProcess.Starting> one : starting.entrySet()) {
            String announced = one.getValue().announced(START_WITHIN);
            specialists.urls.put(one.getKey(), announced.substring(announced.indexOf(LISTENING) + LISTENING.length()));
        }
        return specialists;
    }

    int count() {
        return urls.size();
    }

    /** The agents' definitions, with the addresses at which they really listen. */
    String definitions(Path example) throws IOException {
        String definitions = Files.readString(example.resolve("agents.yaml"));
        for (Map.Entry<Integer, String> url : urls.entrySet()) {
            String usual = "http://127.0.0.1:" + url.getKey() + "/";
            if (!definitions.contains(usual)) {
                throw new IOException("agents.yaml names no agent at " + usual);
            }
            definitions = definitions.replace(usual, url.getValue());
        }
        return definitions;
    }

    /** Every call that any agent has got so far. */
    List<Call> calls() throws IOException {
        List<Call> all = new ArrayList<>();
        for (String agent : CLASSES.values()) {
            Path file = calls.resolve(agent + ".jsonl");
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode call = JSON.readTree(line);
                    all.add(new Call(
                            call.path("key").asText(),
                            call.path("run").asText(),
                            call.path("step").asText(),
                            Instant.parse(call.path("at").asText())));
                }
            }
        }
        return all;
    }
}
