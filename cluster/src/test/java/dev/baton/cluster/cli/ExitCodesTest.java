package dev.baton.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExitCodesTest {

    @ParameterizedTest
    @CsvSource({
        "404, run-not-found, 3",
        "400, invalid-field, 4",
        "403, approval-not-allowed, 4",
        "409, run-ended, 4",
        "413, too-large, 4",
        "422, run-exists-with-another-request, 4",
        "422, invalid-definition, 7",
        "429, overloaded, 5",
        "503, store-unavailable, 5",
        "500, internal, 8"
    })
    void theKindOfRefusalDecidesTheExitCode(int status, String code, int exitCode) throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on(
                    "POST /v1/runs/r1:cancel",
                    status,
                    "{\"code\":\"" + code + "\",\"detail\":\"Run r1 does not like it.\",\"hint\":\"Leave it.\"}");

            Cli cli = Cli.against(server, "run", "cancel", "r1");

            assertThat(cli.exitCode()).isEqualTo(exitCode);
            assertThat(cli.out()).isEmpty();
            assertThat(cli.err()).contains("Run r1 does not like it.", code, "What to do: Leave it.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid-field, correct what is sent",
        "403, approval-not-allowed, say who you are with --as and --roles",
        "409, run-ended, look at its present state"
    })
    void aRefusalThatSaysNoWayOutIsGivenOneThatFits(int status, String code, String next) throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("POST /v1/runs/r1:cancel", status, "{\"code\":\"" + code + "\",\"detail\":\"No.\"}");

            assertThat(Cli.against(server, "run", "cancel", "r1").err()).contains("What to do: " + next);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "run",
                "run get",
                "run start",
                "run start w --timeout 5m",
                "run start w --wait --timeout soon",
                "run start w --input {",
                "run start w --input @does/not/exist",
                "run start w --input 1 --set a=b",
                "run list --limit many",
                "run list --server somewhere",
                "run list --as alice",
                "run list -o xml",
                "workflow apply",
                "workflow apply does/not/exist.yaml",
                "incident resolve i1",
                "incident resolve i1 --by magic"
            })
    void aWrongCommandLineIsToldApartAndSaysWhatToDo(String line) {
        Cli cli = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(cli.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).startsWith("baton: ").contains("What to do: ").doesNotContain("Exception");
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Cli cli = Cli.run("run", "list", "--server", "http://127.0.0.1:" + port);

        assertThat(cli.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(cli.err()).contains("http://127.0.0.1:" + port, "./baton dev");
    }

    @Test
    void anAnswerThatIsNotBatonsIsUnexpected() throws IOException {
        try (StubServer server = StubServer.start()) {
            server.on("GET /v1/runs", 200, "<html>hello</html>");

            Cli cli = Cli.against(server, "run", "list");

            assertThat(cli.exitCode()).isEqualTo(ExitCode.UNEXPECTED.number());
            assertThat(cli.err()).contains("not in JSON");
        }
    }

    @Test
    void everyVerbHasHelp() {
        BatonCommand.commandLine(Console.ofProcess(), List.of())
                .getSubcommands()
                .forEach((group, verbs) -> {
                    assertThat(Cli.run(group, "--help").exitCode()).isZero();
                    verbs.getSubcommands().keySet().forEach(verb -> {
                        Cli cli = Cli.run(group, verb, "--help");
                        assertThat(cli.exitCode()).isZero();
                        assertThat(cli.out()).contains("Usage: baton " + group + " " + verb);
                    });
                });
    }
}
