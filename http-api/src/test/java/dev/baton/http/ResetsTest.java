package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.manager.Resets;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Rejection;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked of a run that is to go back. That a tree does is tested where runs tell each other. */
class ResetsTest {

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        client.post("/v1/runs", "{\"workflow\":\"counting\",\"id\":\"t\"}");
        client.post("/v1/runs/t/signals/go", "{}");
        client.post("/v1/runs/t/signals/go", "{}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_run_goes_on_from_one_of_its_events_under_another_id() {
        Client.Answer plan = client.post("/v1/runs/t:reset", "{\"event\":5,\"dryRun\":true}");
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.text("/continued/0/kept")).isEqualTo("1");
        assertThat(plan.text("/ended/0")).isEqualTo("t");

        Client.Answer reset = client.post(
                "/v1/runs/t:reset",
                "{\"event\":5,\"reason\":\"x\"}",
                "Idempotency-Key",
                "k",
                "Baton-Principal",
                "person:dana");
        assertThat(reset.status()).isEqualTo(201);
        assertThat(reset.text("/forkedFrom/run")).isEqualTo("t");
        String id = reset.text("/id");
        assertThat(client.post("/v1/runs/t:reset", "{\"event\":5,\"reason\":\"x\"}", "Idempotency-Key", "k")
                        .text("/id"))
                .isEqualTo(id);
        assertThat(client.get("/v1/runs/" + id + "/events").text("/events/1/replaces/0"))
                .isEqualTo("t");
    }

    @Test
    void the_point_is_an_event_or_a_time() {
        assertThat(client.post("/v1/runs/t:reset", "{}").text("/problems/0/pointer"))
                .isEqualTo("/event");
        assertThat(client.post("/v1/runs/t:reset", "{\"at\":\"2999-01-01T00:00:00Z\",\"dryRun\":true}")
                        .text("/continued/0/kept"))
                .isEqualTo("2");
        assertThat(client.post("/v1/runs/t:reset", "{\"at\":\"2001-01-01T00:00:00Z\"}")
                        .code())
                .isEqualTo("event-not-found");
        assertThat(client.post("/v1/runs/none:reset", "{\"event\":1}").code()).isEqualTo("run-not-found");
    }

    @Test
    void a_tree_that_is_too_large_is_refused() {
        DefinitionCatalog catalog = new DefinitionCatalog(
                node.workflows,
                node.agents,
                node.workflows::read,
                WorkflowCompiler::agentFromCanonical,
                InstantSource.system());
        Resets none = new Resets(node.runs, node.runs.index(), catalog, InstantSource.system(), 0);

        assertThat(none.plan(new RunKey("default", "t"), 5, "n")
                        .toCompletableFuture()
                        .join())
                .isInstanceOfSatisfying(
                        Resets.Answer.Refused.class,
                        refused -> assertThat(refused.rejection().code()).isEqualTo(Rejection.Code.TREE_TOO_LARGE));
    }
}
