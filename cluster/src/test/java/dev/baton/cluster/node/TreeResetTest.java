package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.StartedNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree of three runs, one below the other, is taken back to a point in the middle of all three. */
class TreeResetTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TREE = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: top}
            spec:
              do:
                - id: both
                  parallel:
                    below: [{id: child, workflow: middle, input: {from: "${ run.id }"}}]
                    beside: [{id: mark, wait: {signal: mark}}, {id: later, wait: {signal: later}}]
                - {id: done, set: "${ steps.child.output }"}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: middle}
            spec: {do: [{id: first, set: "${ input.from }"}, {id: leaf, workflow: leaf}, {id: last, set: "${ steps.first.output + ':' + steps.leaf.output }"}]}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: leaf}
            spec: {do: [{id: one, wait: {signal: one}}, {id: two, wait: {signal: two}}, {id: out, set: "${ steps.one.output + steps.two.output }"}]}
            """;

    @TempDir
    private Path folder;

    private StartedNode node;

    @BeforeEach
    void start() throws Exception {
        node = StartedNode.in(folder, Map.of());
        assertThat(send("/v1/definitions:apply", "application/yaml", TREE).statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private HttpResponse<String> send(String path, String type, String body) throws Exception {
        return node.send("POST", path, type, body, Map.of("Baton-Principal", "person:dana"));
    }

    private JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> answer = send(path, "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(node.get(path).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void signal(String run, String name, String payload) throws Exception {
        post("/v1/runs/" + run + "/signals/" + name, "{\"payload\":\"" + payload + "\"}");
    }

    private void waitsFor(String run, String signal) {
        Nodes.until(
                run + " waits for " + signal,
                () -> get("/v1/runs/" + run).path("waitsFor").toString().contains("\"" + signal + "\""));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** @return the number of the event after which the mark is there, and below it what came before */
    private int treeWithAMark(String id) throws Exception {
        post("/v1/runs", "{\"workflow\":\"top\",\"id\":\"" + id + "\"}");
        waitsFor(id + ".c1.c1", "one");
        signal(id + ".c1.c1", "one", "1");
        waitsFor(id + ".c1.c1", "two");
        signal(id, "mark", "x");
        waitsFor(id, "later");
        return get("/v1/runs/" + id).path("lastEvent").asInt();
    }

    @Test
    void whatCameLaterInAnyOfTheRunsIsTakenBackAndWhatCameBeforeIsKept() throws Exception {
        int event = treeWithAMark("r");
        signal("r.c1.c1", "two", "2");
        signal("r", "later", "x");
        assertThat(get("/v1/runs/r?wait=30s").path("output").asText()).isEqualTo("r:12");

        JsonNode plan = post("/v1/runs/r:reset", "{\"event\":" + event + ",\"dryRun\":true}");
        assertThat(plan.path("continued").findValuesAsText("run")).containsExactly("r", "r.c1", "r.c1.c1");
        assertThat(plan.at("/continued/2/kept").asInt()).as("the first signal").isOne();
        assertThat(plan.path("ended")).as("all is over").isEmpty();
        assertThat(get("/v1/runs?workflow=top").path("runs")).hasSize(1);

        String asked = "{\"event\":" + event + ",\"id\":\"again\",\"reason\":\"a wrong number\"}";
        JsonNode again = post("/v1/runs/r:reset", asked);
        assertThat(again.at("/forkedFrom/run").asText()).isEqualTo("r");
        assertThat(send("/v1/runs/r:reset", "application/json", asked).statusCode())
                .as("the same once more")
                .isEqualTo(200);
        waitsFor("again.c1.c1", "two");
        signal("again.c1.c1", "two", "3");
        signal("again", "later", "x");

        assertThat(get("/v1/runs/again?wait=30s").path("output").asText())
                .as("what the middle had done, and the leaf, before the point")
                .isEqualTo("r:13");
        assertThat(get("/v1/runs/r").path("output").asText())
                .as("history is history")
                .isEqualTo("r:12");
        JsonNode middle = get("/v1/runs/again.c1");
        assertThat(middle.at("/forkedFrom/run").asText()).isEqualTo("r.c1");
        assertThat(middle.path("parent").asText()).isEqualTo("again");
        JsonNode forked = get("/v1/runs/again/events").at("/events/1");
        assertThat(forked.at("/by/id").asText()).isEqualTo("dana");
        assertThat(forked.path("reason").asText()).isEqualTo("a wrong number");
    }

    @Test
    void runsThatStillGoOnEndWhenOthersTakeTheirPlaceAlsoThoseThatBeganLater() throws Exception {
        post("/v1/runs", "{\"workflow\":\"top\",\"id\":\"l\"}");
        waitsFor("l.c1.c1", "one");
        String before = get("/v1/runs/l.c1").path("startedAt").asText();
        String first = get("/v1/runs/l").path("startedAt").asText();

        JsonNode plan = post("/v1/runs/l:reset", "{\"at\":\"" + first + "\",\"dryRun\":true}");
        assertThat(plan.path("continued").findValuesAsText("run")).startsWith("l");
        assertThat(texts(plan.path("ended"))).contains("l");
        if (before.compareTo(first) > 0) {
            assertThat(texts(plan.path("forgotten"))).contains("l.c1");
        }

        post("/v1/runs/l:reset", "{\"at\":\"" + first + "\",\"id\":\"l2\"}");
        waitsFor("l2.c1.c1", "one");
        for (String run : List.of("l", "l.c1", "l.c1.c1")) {
            JsonNode old = get("/v1/runs/" + run + "?wait=30s");
            assertThat(old.path("status").asText()).as(run).isEqualTo("cancelled");
        }
        assertThat(get("/v1/runs/l").at("/error/message").asText()).contains("goes on as run l2");
        assertThat(get("/v1/runs?status=running,waiting,paused&limit=50").path("runs"))
                .hasSize(3);
    }

    @Test
    void aResetThatCannotBeIsRefusedBeforeAnythingHasEnded() throws Exception {
        int event = treeWithAMark("n");

        assertThat(code("n.c1", "{\"event\":2}")).isEqualTo("run-has-parent");
        assertThat(code("none", "{\"event\":2}")).isEqualTo("run-not-found");
        assertThat(code("n", "{\"event\":" + (event + 1) + "}")).isEqualTo("event-not-found");
        assertThat(code("n", "{\"at\":\"2001-01-01T00:00:00Z\"}")).isEqualTo("event-not-found");
        assertThat(code("n", "{}")).isEqualTo("invalid-field");
        assertThat(code("n", "{\"event\":2,\"at\":\"2026-01-01T00:00:00Z\"}")).isEqualTo("invalid-field");
        post("/v1/runs", "{\"workflow\":\"leaf\",\"id\":\"taken\"}");
        assertThat(code("n", "{\"event\":" + event + ",\"id\":\"taken\"}"))
                .isEqualTo("run-exists-with-another-request");
        assertThat(get("/v1/runs/n").path("status").asText()).isEqualTo("waiting");
        assertThat(get("/v1/runs/n.c1.c1").path("status").asText()).isEqualTo("waiting");
    }

    private String code(String run, String body) throws Exception {
        HttpResponse<String> answer = send("/v1/runs/" + run + ":reset", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        return JSON.readTree(answer.body()).path("code").asText();
    }
}
