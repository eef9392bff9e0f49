package dev.baton.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs, handoffs, talks and managers as those see them who use the API: the real node and store, agents over HTTP. */
class PatternsTest {

    private static final String LEASE = "{\"worker\": \"w\", \"waitMs\": 30000}";

    @TempDir
    private Path folder;

    /** Answers each path with a text of its own. */
    private HttpServer program;

    private final Map<String, String> answers = Map.of(
            "/triage", "{\"output\": \"sorted\", \"handoff\": \"technical\", \"confidence\": 0.9}",
            "/technician", "{\"output\": \"it works\", \"handoff\": {\"to\": \"billing\", \"reason\": \"an invoice\"}}",
            "/yes", "{\"output\": {\"verdict\": \"yes\", \"why\": \"cheap\"}, \"confidence\": 0.8}",
            "/also-yes", "{\"output\": {\"verdict\": \"yes\", \"why\": \"fast\"}}",
            "/no", "{\"output\": {\"verdict\": \"no\"}}",
            "/clerk", "{\"output\": \"paid back\"}");

    @BeforeEach
    void listen() throws IOException {
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/", this::answer);
        program.start();
    }

    @AfterEach
    void stop() {
        program.stop(0);
    }

    private void answer(HttpExchange call) {
        try (call) {
            byte[] bytes =
                    answers.getOrDefault(call.getRequestURI().getPath(), "").getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String http(String path) {
        return "connector: {http: {url: 'http://127.0.0.1:%d%s'}}"
                .formatted(program.getAddress().getPort(), path);
    }

    @Test
    void aGraphGoesOnWhereItWasWhenTheNodeComesBack() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("diamond", """
                    {do: [{id: g, graph: {
                      a: {do: [{id: a, set: 1}]},
                      b: {needs: [a], do: [{id: b, wait: {signal: go}}]},
                      c: {needs: [a], do: [{id: c, set: "${ steps.a.output + 1 }"}]},
                      d: {needs: [b, c], do: [{id: d, set: "${ [steps.b.output, steps.c.output] }"}]}}}]}""");
            desk.start("g", "diamond", 0);
            desk.until("/v1/runs/g", run -> run.path("status").asText().equals("waiting"));
        }
        try (Desk desk = Desk.at(folder)) {
            desk.post(200, "/v1/runs/g/signals/go", "{\"payload\": 7}");
            JsonNode run = desk.untilEnded("g");

            assertThat(run.path("status").asText()).isEqualTo("completed");
            assertThat(run.path("output").toString()).isEqualTo("{\"d\":[7,2]}");
        }
    }

    @Test
    void workIsHandedFromTheTriageToWhomItConcernsAndOn() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("triage", http("/triage"));
            desk.agent("technician", http("/technician"));
            desk.agent("clerk", http("/clerk"));
            desk.workflow("support", """
                    {do: [{id: support, handoff: {
                      triage: {agent: triage},
                      minConfidence: 0.5,
                      targets: {
                        technical: {description: Something does not work., do: [{id: mend, agent: technician}]},
                        billing: {description: Invoices., do: [{id: pay, agent: clerk}]}}}}]}""");
            desk.start("h", "support", 0);
            JsonNode run = desk.untilEnded("h");

            assertThat(run.path("output").asText()).isEqualTo("paid back");
            assertThat(run.at("/steps/0/choices/0/value/target").asText()).isEqualTo("technical");
            assertThat(run.at("/steps/0/choices/1/value").toString())
                    .isEqualTo("{\"target\":\"billing\",\"from\":\"technical\",\"by\":\"technician\","
                            + "\"reason\":\"an invoice\"}");
        }
    }

    @Test
    void aTalkGoesOnAfterAStopWithAllThatWasSaid() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent(
                    "finance", "connector: {expression: {output: {dissent: 'too dear', turn: \"${ input.turn }\"}}}");
            desk.agent("sales", "connector: {queue: {queue: talk}}");
            desk.workflow("planning", """
                    {do: [{id: talk, groupChat: {
                      topic: budget,
                      participants: [{name: finance, agent: finance}, {name: sales, agent: sales, mandate: Sells.}],
                      until: "${ size(dissent) == 0 }",
                      maxTurns: 3,
                      owner: sales}}]}""");
            desk.start("t", "planning", 0);
            desk.until("/v1/runs/t", run -> run.path("status").asText().equals("waiting"));
        }
        try (Desk desk = Desk.at(folder)) {
            say(desk, "{\"offer\": 3}");
            JsonNode decision = say(desk, "{\"price\": 4}");

            assertThat(decision.path("decide").asBoolean()).isTrue();
            assertThat(decision.path("topic").asText()).isEqualTo("budget");
            assertThat(decision.path("transcript").findValuesAsText("speaker"))
                    .containsExactly("finance", "sales", "finance");
            assertThat(decision.at("/transcript/1/message/offer").asInt()).isEqualTo(3);
            assertThat(desk.untilEnded("t").path("output").toString())
                    .isEqualTo("{\"decision\":{\"price\":4},\"decidedBy\":\"sales\",\"agreed\":false,\"turns\":3,"
                            + "\"dissent\":[{\"speaker\":\"finance\",\"turn\":3,\"dissent\":\"too dear\"}]}");
        }
    }

    @Test
    void anAgentWeighsWhatThoseSayWhoAgreeAndWhoDoNot() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("ann", http("/yes"));
            desk.agent("bob", http("/also-yes"));
            desk.agent("cid", http("/no"));
            desk.agent("judge", "connector: {expression: {output: \"${ input }\"}}");
            desk.workflow("vote", """
                    {do: [{id: v,
                      parallel: {ann: [{id: ann, agent: ann}], bob: [{id: bob, agent: bob}], cid: [{id: cid, agent: cid}]},
                      aggregate: {agent: judge}}]}""");
            desk.workflow("majority", """
                    {do: [{id: v,
                      parallel: {ann: [{id: ann, agent: ann}], bob: [{id: bob, agent: bob}], cid: [{id: cid, agent: cid}]},
                      join: {agree: 2, on: "${ output.verdict }"}}]}""");
            desk.start("v", "vote", 0);
            desk.start("m", "majority", 0);
            JsonNode seen = desk.untilEnded("v").path("output");
            JsonNode majority = desk.untilEnded("m");

            assertThat(seen.path("input").path("from").asText()).isEqualTo("v");
            assertThat(seen.at("/branches/ann/agent").asText()).isEqualTo("ann");
            assertThat(seen.at("/branches/ann/confidence").asDouble()).isEqualTo(0.8);
            assertThat(seen.at("/branches/cid/output/verdict").asText()).isEqualTo("no");
            assertThat(seen.path("agreement")).hasSize(3);
            assertThat(majority.at("/output/verdict").asText()).isEqualTo("yes");
        }
    }

    @Test
    void theModelInsideTheServerSendsAMessageToWhomItConcerns() {
        try (Desk desk = Desk.at(folder)) {
            desk.workflow("support", """
                    {do: [{id: desk, handoff: {
                      triage: {model: intent, input: "${ input.message }"},
                      targets: {
                        billing: {description: 'Invoices, payments and charges.', do: [{id: billing, set: paid}]},
                        technical: {description: 'Errors and crashes.', examples: ['The app crashes.'], do: [{id: technical, set: mended}]}},
                      minConfidence: 0.3,
                      otherwise: [{id: person, set: asked}]}}]}""");
            desk.post(
                    201,
                    "/v1/runs",
                    "{\"workflow\": \"support\", \"id\": \"crash\","
                            + " \"input\": {\"message\": \"It crashes whenever I open the app.\"}}");
            desk.post(
                    201,
                    "/v1/runs",
                    "{\"workflow\": \"support\", \"id\": \"weather\","
                            + " \"input\": {\"message\": \"Will it rain in Lisbon tomorrow?\"}}");
            JsonNode crash = desk.untilEnded("crash");
            JsonNode weather = desk.untilEnded("weather");

            assertThat(crash.path("output").asText()).isEqualTo("mended");
            JsonNode choice = crash.path("steps").get(0).path("choices").get(0);
            assertThat(choice.toString()).contains("model:intent", "\"margin\":", "\"scores\":{\"technical\":0.");
            assertThat(weather.path("output").asText()).isEqualTo("asked");
            assertThat(weather.path("steps").get(0).path("choices").toString()).contains("minConfidence is 0.3");
        }
    }

    @Test
    void aManagerGoesOnAfterAStopWithItsPlanAndTheResultsOfItsSpecialists() throws IOException {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("buyer", "connector: {queue: {queue: talk}}");
            desk.agent("price-checker", "connector: {expression: {output: {price: 7, of: \"${ input.item }\"}}}");
            desk.workflow("review", "{do: [{id: r, wait: {signal: go}}], output: \"${ input }\"}");
            desk.workflow("buying", """
                    {do: [{id: buy, manager: {
                      agent: buyer,
                      goal: pens,
                      maxRounds: 3,
                      specialists: {
                        pricing: {agent: price-checker, mandate: Knows prices.},
                        legal: {workflow: review, mandate: Reads contracts.}}}}]}""");
            desk.start("m", "buying", 0);
            JsonNode first = say(desk, """
                    {"tasks": [{"id": "quote", "specialist": "pricing", "input": {"item": "pen"}},
                               {"id": "contract", "specialist": "legal", "needs": ["quote"], "input": {"for": "pens"}}]}""");
            desk.until(
                    "/v1/runs?parent=m&status=waiting",
                    runs -> runs.findValuesAsText("id").contains("m.c1"));

            assertThat(first.path("goal").asText()).isEqualTo("pens");
            assertThat(first.at("/specialists/legal/mandate").asText()).isEqualTo("Reads contracts.");
        }
        try (Desk desk = Desk.at(folder)) {
            desk.post(200, "/v1/runs/m.c1/signals/go", "{\"payload\": 1}");
            JsonNode second = say(desk, "{\"answer\": \"sign\"}");
            JsonNode run = desk.untilEnded("m");

            String results = "{\"quote\":{\"of\":\"pen\",\"price\":7},"
                    + "\"contract\":{\"for\":\"pens\",\"needs\":{\"quote\":{\"of\":\"pen\",\"price\":7}}}}";
            assertThat(second.path("results")).isEqualTo(Desk.json(results));
            assertThat(run.path("output"))
                    .isEqualTo(Desk.json(
                            "{\"answer\":\"sign\",\"complete\":true,\"rounds\":2,\"results\":" + results + "}"));
            assertThat(run.at("/steps/0/choices/0/value/tasks/1/specialist").asText())
                    .isEqualTo("legal");
        }
    }

    @Test
    void agentsShareAMemoryThatSurvivesAStop() throws IOException {
        String large = "x".repeat(20_000);
        try (Desk desk = Desk.at(folder)) {
            desk.agent("reviewer", "connector: {queue: {queue: talk}}");
            desk.workflow("review", """
                    {memory: {notes: {schema: {type: array, items: {type: string}}, initial: []}},
                     do: [{id: first, agent: reviewer, reads: [notes], writes: {notes: "${ memory.notes + [output] }"}},
                          {id: second, agent: reviewer, reads: [notes], writes: {notes: "${ memory.notes + [output] }"}}],
                     output: "${ size(memory.notes) }"}""");
            desk.start("n", "review", 0);
            say(desk, "\"" + large + "\"");
            desk.until(
                    "/v1/runs/n/memory",
                    memory -> memory.at("/memory/notes/version").asInt() == 2);
        }
        try (Desk desk = Desk.at(folder)) {
            JsonNode task = desk.post(200, "/v1/queues/talk:lease", LEASE).at("/tasks/0");
            assertThat(task.at("/request/context/memory/notes/version").asInt()).isEqualTo(2);
            assertThat(task.at("/request/context/memory/notes/value/0").asText())
                    .isEqualTo(large);
            desk.post(
                    200,
                    "/v1/tasks/" + task.path("id").asText() + ":complete",
                    "{\"worker\": \"w\", \"output\": \"short\"}");
            JsonNode run = desk.untilEnded("n");

            assertThat(run.path("output").asInt()).isEqualTo(2);
            assertThat(run.at("/memory/notes/version").asInt()).isEqualTo(3);
            JsonNode notes = desk.get("/v1/runs/n/memory").at("/memory/notes");
            assertThat(notes.at("/value/1").asText()).isEqualTo("short");
            assertThat(notes.path("writes").findValuesAsText("path")).containsExactly("second", "first", "");
        }
    }

    /** Takes the open task and completes it; what it had got. */
    private static JsonNode say(Desk desk, String output) {
        JsonNode task = desk.post(200, "/v1/queues/talk:lease", LEASE).at("/tasks/0");
        desk.post(
                200,
                "/v1/tasks/" + task.path("id").asText() + ":complete",
                "{\"worker\": \"w\", \"output\": " + output + "}");
        return task.at("/request/input");
    }

    @Test
    void aRunThatFailsIsUndoneAndTheNodeThatComesBackGoesOnWithThat() {
        try (Desk desk = Desk.at(folder)) {
            desk.agent("clerk", http("/clerk"));
            desk.workflow("trip", """
                    {do: [
                      {id: flight, agent: clerk, input: F1, compensate: [{id: unflight, agent: clerk, input: "${ completed }"}]},
                      {id: hotel, set: H1, compensate: [{id: unhotel, wait: {signal: gone}}]},
                      {id: stay, sequence: [{id: pay, wait: {signal: never}}], timeout: PT0.2S}]}""");
            desk.start("t", "trip", 0);
            JsonNode waiting = desk.until(
                    "/v1/runs/t",
                    run -> run.path("waitsFor").path(0).path("signal").asText().equals("gone"));
            assertThat(waiting.path("status").asText()).isEqualTo("waiting");
        }
        try (Desk desk = Desk.at(folder)) {
            desk.post(200, "/v1/runs/t/signals/gone", "{\"payload\": 1}");
            JsonNode run =
                    desk.until("/v1/runs/t", one -> one.path("status").asText().equals("compensated"));

            assertThat(run.path("error").path("kind").asText()).isEqualTo("timeout");
            assertThat(run.path("steps").toString()).contains("flight/unflight", "hotel/unhotel");
        }
    }
}
