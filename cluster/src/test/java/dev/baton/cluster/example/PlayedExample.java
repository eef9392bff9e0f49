package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import dev.baton.examples.kit.AgentServer;
import dev.baton.examples.kit.Crew;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** An example on a real node with its real store, its agents behind HTTP. */
final class PlayedExample implements AutoCloseable {

    private static final Path EXAMPLES = Path.of("..", "examples");

    /** Several nodes may run in one test. */
    private static final Map<String, Object> SETTINGS = Map.of("pekko.remote.artery.canonical.port", 0);

    private final Example example;
    private final StartedNode node;
    private final AgentServer agents;
    private final Play play;

    private PlayedExample(Example example, StartedNode node, AgentServer agents) throws IOException {
        this.example = example;
        this.node = node;
        this.agents = agents;
        this.play = new Play(server());
        play.apply(example, usual -> agents.address().toString());
    }

    /** The agents of an example, out of the folder with its data. */
    @FunctionalInterface
    interface Agents {
        Crew of(Path data) throws IOException;
    }

    static PlayedExample start(String name, Path folder, Agents agents) throws IOException {
        Example example = new Example(EXAMPLES.resolve(name));
        return new PlayedExample(
                example, StartedNode.in(folder, SETTINGS), AgentServer.start(agents.of(example.data())));
    }

    URI server() {
        return URI.create(node.url());
    }

    /** Plays the case of this name, and says how its run ended. */
    Play.Played play(String scene) throws IOException, InterruptedException {
        return play.play(example.cases().stream()
                .filter(one -> one.name().equals(scene))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no case " + scene)));
    }

    /** The agents that were called for this run, in their order. */
    List<String> callsOf(String run) throws IOException {
        JsonNode calls = new ObjectMapper().readTree(agents.calls().write());
        return StreamSupport.stream(calls.spliterator(), false)
                .filter(call -> call.path("run").asText().equals(run))
                .map(call -> call.path("agent").asText().substring(1))
                .toList();
    }

    /** A run on this server that a case of another server has started. */
    JsonNode run(String id) throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(node.get("/v1/runs/" + id + "?wait=30s").body());
    }

    @Override
    public void close() {
        node.close();
        agents.close();
    }
}
