package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DefinitionVerbsTest {

    private static final String APPLIED = """
            {"items":[{"kind":"Workflow","name":"review","version":3,"digest":"sha256:0123456789abcdef","created":true},
                      {"kind":"Agent","name":"judge","version":1,"digest":"sha256:fedcba9876543210","created":false}],
             "warnings":[{"code":"agent.unknown","pointer":"/spec/do/0/agent","message":"no such agent","line":4,"column":3}]}""";

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = StubServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFileIsAppliedAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), "kind: Workflow\n---\nkind: Agent\n");
        server.on("POST /v1/definitions:apply", 200, APPLIED);

        Cli cli = Cli.against(server, "workflow", "apply", file.toString(), "--as", "person:alice");

        assertThat(cli.exitCode()).isZero();
        assertThat(server.onlyRequest().body()).isEqualTo("kind: Workflow\n---\nkind: Agent\n");
        assertThat(server.onlyRequest().contentType()).isEqualTo("application/yaml");
        assertThat(server.onlyRequest().principal()).isEqualTo("person:alice");
        assertThat(cli.lines())
                .containsExactly(
                        "KIND      NAME    VERSION  CHANGE       DIGEST",
                        "workflow  review  3        new version  0123456789ab",
                        "agent     judge   1        unchanged    fedcba987654");
        assertThat(cli.err()).contains("warning: " + file + ": line 4, column 3: /spec/do/0/agent: no such agent");
    }

    @Test
    void aFolderIsAppliedFileByFileInTheOrderOfNames(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("b.yml"), "b: 1");
        Files.writeString(folder.resolve("a.json"), "{\"a\": 1}");
        Files.writeString(folder.resolve("notes.txt"), "no definition");
        server.on("POST /v1/definitions:apply", 200, APPLIED);

        Cli cli = Cli.against(server, "agent", "apply", folder.toString());

        assertThat(cli.exitCode()).isZero();
        assertThat(server.requests()).extracting(StubServer.Request::body).containsExactly("{\"a\": 1}", "b: 1");
    }

    @Test
    void standardInputIsApplied() throws JsonProcessingException {
        server.on("POST /v1/definitions:apply", 200, APPLIED);

        Cli cli = Cli.againstWithInput(server, "kind: Agent", "agent", "apply", "-", "-o", "json");

        assertThat(server.onlyRequest().body()).isEqualTo("kind: Agent");
        assertThat(Api.JSON.readTree(cli.out()).path("items"))
                .isEqualTo(Api.JSON.readTree(APPLIED).path("items"));
    }

    @Test
    void nothingIsSentIfOneOfTheFilesIsMissing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "a: 1");

        Cli cli = Cli.against(
                server,
                "workflow",
                "apply",
                file.toString(),
                folder.resolve("b.yaml").toString());

        assertThat(cli.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(cli.err()).contains("b.yaml does not exist");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aRefusedDefinitionShowsEveryFindingWithItsPlace(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "a: 1");
        server.on("POST /v1/definitions:apply", 422, """
                {"code":"invalid-definition","detail":"The definition has 2 problems.","problems":[
                 {"line":3,"column":7,"pointer":"/spec/do/0","message":"unknown step 'a'","hint":"did you mean 'b'?"},
                 {"line":9,"column":1,"pointer":"/spec/output","message":"is no expression"}]}""");

        Cli cli = Cli.against(server, "workflow", "apply", file.toString());

        assertThat(cli.exitCode()).isEqualTo(ExitCode.INVALID_DEFINITION.number());
        assertThat(cli.err())
                .contains(
                        file.toString(),
                        "line 3, column 7: /spec/do/0: unknown step 'a' (did you mean 'b'?)",
                        "line 9, column 1: /spec/output: is no expression");
    }

    @Test
    void validateTellsFindingsByTheExitCode(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "a: 1");
        server.on("POST /v1/workflows:validate", 200, "{\"valid\":true,\"problems\":[]}");

        assertThat(Cli.against(server, "workflow", "validate", file.toString()))
                .isEqualTo(new Cli(0, file + ": valid" + System.lineSeparator(), ""));

        server.on(
                "POST /v1/workflows:validate",
                200,
                "{\"valid\":false,\"problems\":[{\"line\":2,\"column\":1,\"pointer\":\"/x\",\"message\":\"wrong\"}]}");
        Cli invalid = Cli.against(server, "workflow", "validate", file.toString());
        assertThat(invalid.exitCode()).isEqualTo(ExitCode.INVALID_DEFINITION.number());
        assertThat(invalid.out()).contains(file + ": line 2, column 1: /x: wrong");
    }

    @Test
    void listsFollowEveryPage() {
        server.on("GET /v1/workflows", (request, exchange) -> {
            boolean second = String.valueOf(request.query()).contains("cursor=next");
            StubServer.answer(
                    exchange,
                    200,
                    "application/json",
                    second
                            ? "{\"workflows\":[{\"name\":\"two\",\"version\":1,\"digest\":\"sha256:bb\"}]}"
                            : "{\"workflows\":[{\"name\":\"one\",\"version\":12,\"digest\":\"sha256:aa\"}],\"next\":\"next\"}");
        });

        Cli cli = Cli.against(server, "workflow", "list");

        assertThat(cli.lines())
                .containsExactly(
                        "NAME  VERSION  APPLIED  DIGEST", "one   12       -        aa", "two   1        -        bb");
    }

    @Test
    void anOlderVersionIsShown() {
        server.on(
                "GET /v1/workflows/review/versions/2",
                200,
                "{\"name\":\"review\",\"version\":2,\"source\":\"a: 1\\n\"}");

        assertThat(Cli.against(server, "workflow", "show", "review", "--version", "2")
                        .out())
                .isEqualTo("a: 1" + System.lineSeparator());
    }

    @Test
    void howAnAgentIsDoingIsShownInTheListAndBelowItsDefinition() {
        String health = "\"health\":{\"state\":\"open\",\"since\":\"2026-11-21T10:00:00Z\",\"failures\":10,"
                + "\"lastError\":\"timeout: slow\",\"nextTry\":\"2026-11-21T10:00:05Z\"}";
        server.on("GET /v1/agents/judge", 200, "{\"name\":\"judge\",\"source\":\"a: 1\\n\"," + health + "}");
        server.on("GET /v1/agents", 200, "{\"agents\":[{\"name\":\"judge\",\"version\":1," + health + "}]}");

        assertThat(Cli.against(server, "agent", "show", "judge").out().lines())
                .containsExactly(
                        "a: 1",
                        "# health: circuit open since 2026-11-21T10:00:00Z, failures in a row: 10,"
                                + " next try 2026-11-21T10:00:05Z, last: timeout: slow");
        assertThat(Cli.against(server, "agent", "list").out().lines())
                .anyMatch(line -> line.startsWith("judge") && line.endsWith("open"));
    }

    @Test
    void anImportedAgentIsShownWithNotesAsideOrAppliedIfWanted() {
        server.on(
                "POST /v1/agents:import",
                200,
                "{\"definition\":{\"metadata\":{\"name\":\"bureau\"}},\"notes\":[\"it is signed\"],\"applied\":false}");
        Cli shown = Cli.against(server, "agent", "import", "https://bureau.example", "--owner", "claims");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("\"name\" : \"bureau\"").doesNotContain("signed");
        assertThat(shown.err()).contains("note: it is signed");

        server.on(
                "POST /v1/agents:import",
                200,
                "{\"definition\":{\"metadata\":{\"name\":\"bureau\"}},\"applied\":true,\"version\":2,\"created\":true}");
        assertThat(Cli.against(server, "agent", "import", "https://bureau.example", "--apply")
                        .out())
                .isEqualTo("agent bureau version 2" + System.lineSeparator());
    }

    @Test
    void toolsOfAServerAreShownAsAFileOfDefinitionsOrAppliedIfWanted() {
        server.on(
                "POST /v1/agents:import-tools",
                200,
                "{\"agents\":[{\"definition\":{\"metadata\":{\"name\":\"a\"}},\"version\":1,\"created\":true},"
                        + "{\"definition\":{\"metadata\":{\"name\":\"b\"}},\"version\":2,\"created\":false}],"
                        + "\"notes\":[\"c was left out\"],\"applied\":true}");
        Cli shown =
                Cli.against(server, "agent", "import", "--mcp", "https://t.example/mcp", "--tool", "a", "--name", "t");
        assertThat(server.onlyRequest().json().toString())
                .isEqualTo("{\"url\":\"https://t.example/mcp\",\"apply\":false,\"prefix\":\"t\",\"tools\":[\"a\"]}");
        assertThat(shown.out().lines()).filteredOn("---"::equals).hasSize(2);
        assertThat(shown.err()).contains("note: c was left out");
        assertThat(Cli.against(server, "agent", "import", "--mcp", "https://t.example/mcp", "--apply")
                        .out()
                        .lines())
                .containsExactly("agent a version 1", "agent b version 2 unchanged");
        String auth = "{\"grant\":\"authorization-code\"}";
        Cli.against(server, "agent", "import", "--mcp", "https://t.example/mcp", "--auth", auth);
        assertThat(server.requests().getLast().json().path("auth").toString()).isEqualTo(auth);
        for (String forServers : List.of("--tool", "--bearer", "--auth")) {
            assertThat(Cli.against(server, "agent", "import", "https://t.example", forServers, "a")
                            .exitCode())
                    .as(forServers)
                    .isEqualTo(2);
        }
    }

    @Test
    void namesAreEscapedInPaths() {
        server.on("GET /v1/agents/a%2Fb%20c", 200, "{\"name\":\"a/b c\"}");

        Cli cli = Cli.against(server, "agent", "show", "a/b c");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out()).contains("a/b c");
    }

    @Test
    void anAgentIsTriedOutWithAnInput() {
        server.on("POST /v1/agents/judge:test", 200, "{\"output\":{\"ok\":true}}");

        Cli cli = Cli.against(server, "agent", "test", "judge", "--input", "{\"text\":\"x\"}");

        assertThat(cli.exitCode()).isZero();
        assertThat(server.onlyRequest().json().path("input").path("text").asText())
                .isEqualTo("x");
        assertThat(cli.out()).contains("\"ok\" : true");
    }

    @Test
    void anAgentThatFailsItsTrialFailsTheVerb() {
        server.on("POST /v1/agents/judge:test", 200, "{\"error\":{\"kind\":\"timeout\",\"message\":\"no answer\"}}");

        assertThat(Cli.against(server, "agent", "test", "judge").exitCode()).isEqualTo(ExitCode.RUN_FAILED.number());
    }

    @Test
    void anOpenGapFolderIsShownAppliedAndWritten(@TempDir Path folder) throws IOException {
        Path gap = Files.createDirectories(folder.resolve("gap"));
        Files.writeString(
                gap.resolve("agent.yaml"),
                "name: clerk\nversion: 1.0.0\ndescription: Works.\nmodel: {preferred: claude-x}\n");
        Files.writeString(gap.resolve("SOUL.md"), "You are a clerk.");
        Files.createDirectories(gap.resolve("hooks"));
        Files.writeString(gap.resolve("hooks/hooks.yaml"), "hooks: {}");
        Files.createDirectories(gap.resolve(".git/refs/heads"));
        Files.writeString(gap.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        Files.writeString(gap.resolve(".git/refs/heads/main"), "0123456789".repeat(4) + "\n");

        Cli shown = Cli.against(server, "agent", "import", "--gap", gap.toString());
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("\"clerk\"", "You are a clerk.", "0123456789".repeat(4));
        assertThat(shown.err()).contains("note: hooks/hooks.yaml is not mapped, and never run");

        server.on("POST /v1/definitions:apply", 200, APPLIED);
        assertThat(Cli.against(server, "agent", "import", "--gap", gap.toString(), "--apply")
                        .exitCode())
                .isZero();

        server.on("GET /v1/agents/clerk", 200, """
                {"version": 3, "definition": {"metadata": {"name": "clerk"}, "spec": {"mandate": "Works.",
                  "connector": {"http": {"url": "https://x.example"}}}}}""");
        Path target = folder.resolve("exported");
        Cli exported = Cli.against(server, "agent", "export", "clerk", "--gap", target.toString());
        assertThat(exported.err()).contains("note: connector.http has no place in a folder");
        assertThat(target.resolve("agent.yaml")).content().contains("name: clerk", "version: 3.0.0");
        assertThat(Cli.against(server, "agent", "export", "clerk", "--gap", target.toString())
                        .exitCode())
                .isEqualTo(2);
    }
}
