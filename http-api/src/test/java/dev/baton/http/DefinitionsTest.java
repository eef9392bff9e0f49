package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.health.Circuit;
import dev.baton.actors.connector.health.Outcome;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.WorkflowCompiler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Applying definitions and looking at them. */
class DefinitionsTest {

    private static final String YAML = "application/yaml";
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String workflow(String name, String value) {
        return "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: " + name + "}\nspec:\n  do: [{id: a, set: "
                + value + "}]\n";
    }

    private static String agent(String name) {
        return "apiVersion: baton/v1\nkind: Agent\nmetadata: {name: " + name
                + "}\nspec:\n  connector: {http: {url: \"http://127.0.0.1:1/x\"}}\n";
    }

    @Test
    void aChangeMakesANewVersionAndTheSameAgainDoesNot() {
        Client.Answer first =
                client.put("/v1/workflows/sums", YAML, workflow("sums", "1"), "Baton-Principal", "person:alice");
        Client.Answer same = client.put("/v1/workflows/sums", YAML, workflow("sums", "1") + "# a comment\n");
        Client.Answer second = client.put("/v1/workflows/sums", YAML, workflow("sums", "2"));

        assertThat(List.of(first.status(), same.status(), second.status())).containsExactly(201, 200, 201);
        assertThat(second.header("Location")).isEqualTo("/v1/workflows/sums/versions/2");
        assertThat(same.text("/digest")).isEqualTo(first.text("/digest"));
        assertThat(client.get("/v1/workflows/sums").text("/version")).isEqualTo("2");
        assertThat(client.get("/v1/workflows/sums/versions/1").text("/source")).isEqualTo(workflow("sums", "1"));
        assertThat(client.get("/v1/workflows/sums/versions/1").text("/appliedBy"))
                .isEqualTo("alice");
        assertThat(client.get("/v1/workflows/sums/versions").json().findValuesAsText("version"))
                .containsExactly("2", "1");
    }

    @Test
    void aTextOfSeveralIsAppliedAtOnceAndEachKeepsItsOwnPart() {
        String text = workflow("two", "1") + "---\n" + agent("greeter") + "---\n" + workflow("three", "1");

        Client.Answer answer = client.send("POST", "/v1/definitions:apply", YAML, text);

        assertThat(answer.json().findValuesAsText("name")).containsExactly("greeter", "two", "three");
        assertThat(client.get("/v1/workflows/three").text("/source")).isEqualTo(workflow("three", "1"));
        assertThat(client.get("/v1/agents/greeter").text("/source")).isEqualTo(agent("greeter"));
        assertThat(client.send("POST", "/v1/definitions:apply", YAML, text)
                        .json()
                        .findValuesAsText("created"))
                .containsExactly("false", "false", "false");
    }

    @Test
    void validationSaysAllThatIsWrongWithItsLineAndStoresNothing() {
        int before = node.workflows.count();
        String text =
                "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: bad}\nspec:\n  do:\n    - {id: a, sett: 1}\n    - {id: a, set: \"${ nope }\"}\n";

        Client.Answer answer = client.send("POST", "/v1/workflows:validate", YAML, text);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/valid")).isEqualTo("false");
        assertThat(answer.json().path("problems").findValuesAsText("line")).contains("6", "7");
        assertThat(node.workflows.count()).isEqualTo(before);
        assertThat(client.send("POST", "/v1/workflows:validate", YAML, workflow("good", "1"))
                        .text("/valid"))
                .isEqualTo("true");
    }

    @Test
    void anAgentIsTriedOutWithoutARun() {
        client.put("/v1/agents/nobody", YAML, agent("nobody"));

        Client.Answer answer = client.post("/v1/agents/nobody:test", "{\"input\":{\"a\":1}}");

        assertThat(answer.text("/status")).isEqualTo("failed");
        assertThat(answer.text("/error/kind")).isEqualTo("unavailable");
        assertThat(answer.text("/input/a")).isEqualTo("1");
        assertThat(node.runs.count()).isZero();
    }

    @Test
    void anAgentThatDoesNotAnswerByItselfCannotBeTriedOut() {
        client.put(
                "/v1/agents/people",
                YAML,
                "apiVersion: baton/v1\nkind: Agent\nmetadata: {name: people}\nspec:\n  connector: {human: {role: legal}}\n");

        assertThat(client.post("/v1/agents/people:test", "").code()).isEqualTo("agent-not-testable");
    }

    @Test
    void theHealthOfAnAgentIsShownWithItAndInTheList() {
        client.put(
                "/v1/agents/frail",
                YAML,
                "apiVersion: baton/v1\nkind: Agent\nmetadata: {name: frail}\nspec:\n  connector: {http: {url:"
                        + " \"http://127.0.0.1:1/x\"}}\n  circuit: {failures: 1}\n");
        assertThat(client.get("/v1/agents/frail").text("/health/state")).isEqualTo("closed");

        AgentDefinition agent = WorkflowCompiler.agentFromCanonical(
                client.get("/v1/agents/frail").json().path("definition").toString());
        Circuit circuit = node.circuits.of("default", agent).orElseThrow();
        Circuit.Entry.Pass pass = (Circuit.Entry.Pass) circuit.enter(Instant.now());
        circuit.ended(pass, new Outcome.Unwell("unavailable: gone", null), Instant.now());

        Client.Answer shown = client.get("/v1/agents/frail");
        assertThat(shown.text("/health/state")).isEqualTo("open");
        assertThat(shown.text("/health/failures")).isEqualTo("1");
        assertThat(shown.text("/health/lastError")).isEqualTo("unavailable: gone");
        assertThat(Instant.parse(shown.text("/health/nextTry"))).isAfter(Instant.parse(shown.text("/health/since")));
        assertThat(client.get("/v1/agents").json().path("agents"))
                .anyMatch(one -> one.at("/health/state").asText().equals("open"));
        assertThat(client.get("/v1/agents/frail/versions/1").json().has("health"))
                .isFalse();
    }

    @Test
    void whatWaitsBecauseOfTheLimitsOfAnAgentIsShown() {
        client.put(
                "/v1/agents/paced",
                YAML,
                "apiVersion: baton/v1\nkind: Agent\nmetadata: {name: paced}\nspec:\n  connector: {queue: {queue: q}}\n"
                        + "  limits: {rate: {calls: 1, per: PT1H}}\n");
        assertThat(client.get("/v1/agents/paced").text("/health/waiting")).isEqualTo("0");
        AgentDefinition agent = WorkflowCompiler.agentFromCanonical(
                client.get("/v1/agents/paced").json().path("definition").toString());
        for (int call = 0; call < 3; call++) {
            node.limiter.acquire("default", agent, "run");
        }

        Client.Answer shown = client.get("/v1/agents/paced");
        assertThat(shown.text("/health/underWay")).isEqualTo("1");
        assertThat(shown.text("/health/waiting")).isEqualTo("2");
        assertThat(Duration.parse(shown.text("/health/nextCallIn")))
                .isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }
}
