package dev.baton.actors.connector.langgraph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.connector.NpmFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** LangGraph's own development server; slow, for what it takes to install it. */
@Tag("slow")
class RealGraphTest extends GraphContract {

    private static @Nullable Process server;
    private static String url = "";

    @BeforeAll
    static void start() throws Exception {
        NpmFolder folder = NpmFolder.installed("langgraph");
        int port = freePort();
        Process started = folder.start(
                "node",
                "node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs",
                "dev",
                "--host=127.0.0.1",
                "--port=" + port,
                "--no-browser",
                "--no-reload");
        server = started;
        BufferedReader says = started.inputReader(StandardCharsets.UTF_8);
        for (String line = says.readLine(); line == null || !line.contains("Server running"); line = says.readLine()) {
            assertThat(line).as("the server has ended").isNotNull();
        }
        Thread.ofVirtual().start(() -> says.lines().forEach(ignored -> {}));
        url = "http://127.0.0.1:" + port;
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    String url() {
        return url;
    }
}
