package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Plays an example's cases against a server, with the people who decide something in them. */
final class Play {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final URI server;
    private final Api api;
    private final Mishap mishap;

    Play(URI server) {
        this(server, new Mishap.None());
    }

    Play(URI server, Mishap mishap) {
        this.server = server;
        this.mishap = mishap;
        this.api = new Api(server, "service:example");
    }

    URI server() {
        return server;
    }

    /** Applies the definitions of the example. @param places where its agents listen */
    void apply(Example example, Example.Places places) throws IOException {
        for (String definition : example.definitions(places)) {
            api.postText("/v1/definitions:apply", Api.YAML_TYPE, definition);
        }
    }

    /** What a person did while a case was played. */
    record Decision(String person, String verb, String role, String path, String comment) {}

    /**
     * A case that has been played.
     *
     * @param run as it ended
     * @param mishaps that the server has met with
     * @param work that the agents have noted, if they keep a journal
     */
    record Played(
            JsonNode run, JsonNode events, List<Decision> decisions, List<String> mishaps, List<Journal.Entry> work) {}

    /** Starts the run, lets people decide what it asks them, and waits for its end. */
    Played play(Example.Case scene) throws IOException, InterruptedException {
        ObjectNode start =
                Api.JSON.createObjectNode().put("workflow", scene.workflow()).put("id", scene.name());
        start.set("input", scene.input());
        mishap.begin(scene);
        api.post("/v1/runs", start);
        List<Decision> decisions = new ArrayList<>();
        AtomicReference<JsonNode> run = new AtomicReference<>(Api.JSON.nullNode());
        boolean ended = Waiting.until(LOOK_EVERY, PATIENCE, () -> {
            mishap.strikeIfDue();
            JsonNode now = api.get("/v1/runs/" + Api.part(scene.name()) + "?include=outputs");
            run.set(now);
            if (now.has("endedAt")) {
                return true;
            }
            decideWhatIsOpen(scene, decisions);
            return false;
        });
        if (!ended) {
            throw new IOException("the run " + scene.name() + " did not end; it is " + run.get());
        }
        JsonNode events = api.get("/v1/runs/" + Api.part(scene.name()) + "/events?limit=1000")
                .path("events");
        return new Played(
                Objects.requireNonNull(run.get()), events, List.copyOf(decisions), mishap.struck(), mishap.work());
    }

    /** Any run on the server may ask, for a case may start others. */
    private void decideWhatIsOpen(Example.Case scene, List<Decision> decisions) throws IOException {
        for (JsonNode open : api.get("/v1/approvals?status=open").path("approvals")) {
            String path = open.path("path").asText();
            JsonNode person = scene.people().path(path.substring(path.lastIndexOf('/') + 1));
            if (person.isMissingNode()) {
                throw new IOException("the run " + scene.name() + " waits for somebody at " + path
                        + ", and its case has nobody who decides there");
            }
            Decision decision = new Decision(
                    person.path("as").asText(),
                    person.path("decision").asText(),
                    open.path("role").asText(),
                    path,
                    person.path("comment").asText());
            ObjectNode body = Api.JSON.createObjectNode().put("comment", decision.comment());
            String id = Api.part(open.path("id").asText());
            new Api(server, decision.person()).post("/v1/approvals/" + id + ":" + decision.verb(), body);
            decisions.add(decision);
        }
    }
}
