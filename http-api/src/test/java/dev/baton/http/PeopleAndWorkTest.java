package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.run.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people and external workers answer. */
class PeopleAndWorkTest {

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

    private static ApprovalRow row(String run, String id, String kind) {
        return new ApprovalRow(
                "default",
                id,
                run,
                "signoff",
                kind,
                "legal",
                "open",
                Instant.now(),
                null,
                null,
                null,
                "{\"subject\":{\"a\":1},\"title\":\"t\"}");
    }

    private static String approval(String run) {
        client.start(run, "approving", "{\"a\":1}");
        String id = client.get("/v1/runs/" + run).text("/waitsFor/0/id");
        node.inbox.put(row(run, id, "approval"));
        return id;
    }

    private static String attempt(String run) {
        client.start(run, "asking", "{}");
        StepState step = node.runs.state(run).busySteps().get(0);
        @Nullable String attempt = step.lastAttempt();
        return Objects.requireNonNull(attempt);
    }

    @Test
    void anApprovalIsListedWithoutItsSubjectAndShownWithIt() {
        String id = approval("listed");

        assertThat(client.get("/v1/approvals?status=open&role=legal").json().findValuesAsText("id"))
                .contains(id);
        assertThat(client.get("/v1/approvals?status=open").json().findValues("subject"))
                .isEmpty();
        assertThat(client.get("/v1/approvals/" + id).text("/subject/a")).isEqualTo("1");
    }

    @Test
    void anApprovalIsDecidedOnceAndTheSameDecisionMayBeRepeated() {
        String id = approval("decided");

        for (int i = 0; i < 2; i++) {
            assertThat(client.post(
                                    "/v1/approvals/" + id + ":approve",
                                    "{\"comment\":\"fine\"}",
                                    "Baton-Principal",
                                    "person:alice")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(client.post("/v1/approvals/" + id + ":reject", "").code()).isEqualTo("approval-already-decided");
        assertThat(client.get("/v1/runs/decided").text("/status")).isEqualTo("completed");
        assertThat(client.get("/v1/runs/decided").text("/output/by")).contains("alice");
    }

    @Test
    void whoMayNotDecideIsRefused() {
        String id = approval("guarded");

        Client.Answer answer =
                client.post("/v1/approvals/" + id + ":approve", "{}", "Baton-Principal", "person:mallory");
        Client.Answer edited = client.post("/v1/approvals/" + id + ":approve", "{\"edits\":{\"a\":2}}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("approval-not-allowed");
        assertThat(edited.code()).isEqualTo("edits-not-allowed");
        assertThat(client.get("/v1/runs/guarded").text("/status")).isEqualTo("waiting");
    }

    @Test
    void aTaskOfAPersonNeedsAnOutput() {
        String id = attempt("manual");
        node.inbox.put(row("manual", id, "task"));

        assertThat(client.post("/v1/approvals/" + id + ":approve", "{}").code()).isEqualTo("invalid-field");
        assertThat(client.post("/v1/approvals/" + id + ":approve", "{\"output\":{\"n\":7}}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/v1/runs/manual").text("/output/n")).isEqualTo("7");
    }

    @Test
    void anIncidentIsShownAndItsResolutionChecked() {
        client.start("stuck", "asking", "{}");
        node.inbox.put(new IncidentRow(
                "default", "stuck~9", "stuck", "ask", "unavailable", "nobody", "open", Instant.now(), null));

        assertThat(client.get("/v1/incidents?status=open&run=stuck").text("/incidents/0/error/kind"))
                .isEqualTo("unavailable");
        assertThat(client.get("/v1/incidents/stuck~9").text("/path")).isEqualTo("ask");
        assertThat(client.post("/v1/incidents/stuck~9:resolve", "{}").code()).isEqualTo("invalid-field");
        assertThat(client.post("/v1/incidents/stuck~9:resolve", "{\"action\":\"pray\"}")
                        .code())
                .isEqualTo("invalid-field");
        assertThat(client.post("/v1/incidents/stuck~9:resolve", "{\"action\":\"retry\",\"output\":1}")
                        .code())
                .isEqualTo("invalid-field");
        assertThat(client.post("/v1/incidents/stuck~9:resolve", "{\"action\":\"retry\"}")
                        .code())
                .isEqualTo("incident-not-found");
    }

    @Test
    void aCallbackIsTakenOnceAndMayBeRepeated() {
        String token = node.callbacks.tokenFor("default", attempt("called"));

        assertThat(client.post("/v1/callbacks/" + token, "{\"output\":{\"n\":1},\"usage\":{\"inputTokens\":5}}")
                        .text("/status"))
                .isEqualTo("recorded");
        assertThat(client.post("/v1/callbacks/" + token, "{\"output\":{\"n\":1}}")
                        .text("/status"))
                .isEqualTo("repeated");
        assertThat(client.get("/v1/runs/called").text("/usage/inputTokens")).isEqualTo("5");
        assertThat(client.post("/v1/callbacks/" + token + "x", "{\"output\":1}").code())
                .isEqualTo("callback-not-found");
    }

    @Test
    void aCallbackMayReportAFailure() {
        String token = node.callbacks.tokenFor("default", attempt("refused"));

        client.post(
                "/v1/callbacks/" + token,
                "{\"error\":{\"message\":\"unreadable\",\"kind\":\"rejected\",\"details\":{\"page\":3}}}");

        assertThat(client.get("/v1/runs/refused").text("/status")).isEqualTo("failed");
        assertThat(client.get("/v1/runs/refused").text("/error/message")).contains("unreadable");
    }

    @Test
    void aRunShowsWhoHandedTheWorkToWhom() {
        String desk = """
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: desk}
                spec:
                  do:
                    - id: desk
                      handoff:
                        triage: {agent: triage}
                        targets:
                          billing: {description: Invoices., do: [{id: billing, agent: clerk}]}
                          technical: {description: Faults., do: [{id: technical, agent: technician}]}
                """;
        assertThat(client.put("/v1/workflows/desk", "application/yaml", desk).status())
                .isEqualTo(201);
        node.workflows.put(WorkflowCompiler.compile(desk).workflows().getFirst());
        client.start("handed", "desk", "{}");

        tell("handed", "{\"output\":1,\"handoff\":{\"to\":\"technical\",\"reason\":\"it broke\"},\"confidence\":0.75}");
        tell("handed", "{\"output\":2,\"handoff\":\"billing\"}");
        tell("handed", "{\"output\":\"paid\"}");

        Client.Answer run = client.get("/v1/runs/handed");
        assertThat(run.text("/output")).isEqualTo("paid");
        assertThat(run.json().at("/steps/0/choices")).hasSize(2);
        assertThat(run.json().at("/steps/0/choices/0/value").toString())
                .isEqualTo("{\"target\":\"technical\",\"by\":\"triage\",\"confidence\":0.75,\"reason\":\"it broke\"}");
        assertThat(run.text("/steps/0/choices/1/value/from")).isEqualTo("technical");
        assertThat(run.text("/steps/2/handoff/to")).isEqualTo("billing");
        assertThat(client.get("/v1/runs/handed/events?limit=1000").json().findValuesAsText("type"))
                .containsSequence("step-completed", "step-decided", "attempt-started");
    }

    @Test
    void aHandoffThatMakesNoSenseIsRefused() {
        String token = node.callbacks.tokenFor("default", attempt("odd"));

        for (String handoff : List.of("7", "{}", "{\"to\":\"a\",\"why\":\"b\"}", "\"\"")) {
            assertThat(client.post("/v1/callbacks/" + token, "{\"output\":1,\"handoff\":" + handoff + "}")
                            .code())
                    .as(handoff)
                    .isEqualTo("invalid-field");
        }
    }

    /** The agent whose attempt is open answers. */
    private static void tell(String run, String body) {
        @Nullable String attempt = node.runs.state(run).busySteps().get(0).lastAttempt();
        String token = node.callbacks.tokenFor("default", Objects.requireNonNull(attempt));
        assertThat(client.post("/v1/callbacks/" + token, body).text("/status")).isEqualTo("recorded");
    }

    @Test
    void aWorkerLeasesKeepsAndCompletesATask() {
        String id = attempt("queued");
        Instant now = Instant.now();
        String body = "{\"run\":\"queued\",\"step\":\"ask\",\"attempt\":\"" + id
                + "\",\"input\":{},\"context\":{},\"deadline\":\"" + now + "\"}";
        node.queue
                .enqueue(new TaskRow(
                        "default", id, "scans", "queued", "ask", body, 0, now, now.plusSeconds(60), null, null, 0))
                .toCompletableFuture()
                .join();

        Client.Answer leased = client.post("/v1/queues/scans:lease", "{\"worker\":\"w1\",\"max\":5,\"waitMs\":2000}");
        assertThat(leased.text("/tasks/0/id")).isEqualTo(id);
        assertThat(leased.text("/tasks/0/request/run")).isEqualTo("queued");
        assertThat(client.post("/v1/queues/scans:lease", "{\"worker\":\"w2\"}")
                        .json()
                        .path("tasks"))
                .isEmpty();
        assertThat(client.post("/v1/tasks/" + id + ":heartbeat", "{\"worker\":\"w1\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/v1/tasks/" + id + ":heartbeat", "{\"worker\":\"w2\"}")
                        .code())
                .isEqualTo("lease-lost");
        assertThat(client.post("/v1/tasks/" + id + ":complete", "{\"worker\":\"w2\",\"output\":1}")
                        .code())
                .isEqualTo("lease-lost");
        assertThat(client.post("/v1/tasks/" + id + ":complete", "{\"worker\":\"w1\",\"output\":{\"n\":3}}")
                        .text("/status"))
                .isEqualTo("recorded");
        assertThat(client.get("/v1/runs/queued").text("/output/n")).isEqualTo("3");
    }
}
