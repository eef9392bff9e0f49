package dev.baton.cluster.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container image, unpacked as an engine does it, and its server run within nothing but its files. */
@Tag("slow")
final class ImageIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long COMMAND_MINUTES_MAX = 5;
    private static final long READY_SECONDS_MAX = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Path image = Path.of("");

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        Path tar = folder.resolve("image.tar");
        run(HOME.resolve("config/deploy/image/build").toString(), tar.toString());
        image = Files.createDirectory(folder.resolve("image"));
        run("tar", "-xf", tar.toString(), "-C", image.toString());
    }

    @Test
    void everyPartIsWhatItsDigestSays() throws IOException {
        JsonNode index = read("index.json").path("manifests").path(0);
        JsonNode manifest = part(index);
        JsonNode config = part(manifest.path("config"));
        List<String> layers = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            assertThat(digest(blob(layer))).isEqualTo(layer.path("digest").asText());
            assertThat(Files.size(blob(layer))).isEqualTo(layer.path("size").asLong());
            layers.add(layer.path("digest").asText());
        }

        assertThat(layers).hasSize(4);
        assertThat(texts(config.path("rootfs").path("diff_ids"))).isEqualTo(layers);
        assertThat(read("oci-layout").path("imageLayoutVersion").asText()).isEqualTo("1.0.0");
    }

    @Test
    void whatDockerLoadsIsTheSameImage() throws IOException {
        JsonNode manifest = part(read("index.json").path("manifests").path(0));
        JsonNode docker = read("manifest.json").path(0);

        assertThat(docker.path("Config").asText())
                .isEqualTo(path(manifest.path("config").path("digest").asText()));
        List<String> layers = new ArrayList<>();
        manifest.path("layers")
                .forEach(layer -> layers.add(path(layer.path("digest").asText())));
        assertThat(texts(docker.path("Layers"))).isEqualTo(layers);
        assertThat(docker.path("RepoTags").path(0).asText()).isEqualTo("baton:0.1.0");
    }

    @Test
    void nobodyIsRootAndThereIsNoShell() throws IOException, InterruptedException {
        JsonNode config = config();
        Path root = unpacked("quiet");

        assertThat(config.path("config").path("User").asText()).isEqualTo("10001:10001");
        assertThat(root.resolve("bin/sh")).doesNotExist();
        assertThat(root.resolve("usr")).doesNotExist();
        assertThat(root.resolve("opt/baton/LICENSE")).exists();
    }

    /** Needs root, as engines do, to enter the files as if there were no others. */
    @Test
    void itsServerRunsWithNothingButWhatIsInTheImage() throws Exception {
        Path root = unpacked("running");
        int port = freePort();
        Files.writeString(root.resolve("etc/baton/baton.conf"), """
                baton.http.port = %d
                baton.persistence.sqlite.file = "/var/lib/baton/baton.db"
                """.formatted(port));
        Process server = new ProcessBuilder(entered(root, config().path("config")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            awaitReady(client, server, port);
            URI workflow = URI.create("http://127.0.0.1:" + port + "/v1/workflows/echo");
            assertThat(send(client, "PUT", workflow, """
                    {"apiVersion": "baton/v1", "kind": "Workflow", "metadata": {"name": "echo"},
                     "spec": {"do": [{"id": "say", "set": "${ input }"}]}}
                    """)).contains("\"created\":true");
            assertThat(send(
                            client,
                            "POST",
                            URI.create("http://127.0.0.1:" + port + "/v1/runs?wait=30s"),
                            "{\"workflow\": \"echo\", \"input\": {\"a\": 1}}"))
                    .contains("\"status\":\"completed\"");
        } finally {
            server.destroy();
            assertThat(server.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(root.resolve("var/lib/baton/baton.db")).exists();
    }

    /** In name spaces of its own, so that what is mounted goes with the process. */
    private static List<String> entered(Path root, JsonNode config) throws IOException {
        Path script = Files.writeString(folder.resolve("enter"), """
                set -e
                mkdir -p "$1/proc" "$1/dev"
                mount --bind "$1" "$1"; mount --rbind /proc "$1/proc"; mount --rbind /dev "$1/dev"
                user=$2 root=$1; shift 2
                exec chroot --userspec="$user" "$root" "$@"
                """);
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "bash", script.toString()));
        command.add(root.toString());
        command.add(config.path("User").asText());
        config.path("Entrypoint").forEach(word -> command.add(word.asText()));
        config.path("Cmd").forEach(word -> command.add(word.asText()));
        return command;
    }

    private static void awaitReady(HttpClient client, Process server, int port) throws Exception {
        URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (System.nanoTime() < deadline && server.isAlive()) {
            try {
                HttpResponse<Void> answer =
                        client.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It is not listening yet.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("The server did not become ready:\n" + Files.readString(folder.resolve("server.log")));
    }

    private static String send(HttpClient client, String method, URI uri, String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** All layers, one on top of the other. */
    private static Path unpacked(String name) throws IOException, InterruptedException {
        Path root = Files.createDirectory(folder.resolve(name));
        for (JsonNode layer : part(read("index.json").path("manifests").path(0)).path("layers")) {
            run("tar", "-xpf", blob(layer).toString(), "-C", root.toString());
        }
        return root;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode config() throws IOException {
        return part(part(read("index.json").path("manifests").path(0)).path("config"));
    }

    /** What a descriptor describes, if it is that. */
    private static JsonNode part(JsonNode descriptor) throws IOException {
        Path blob = blob(descriptor);
        assertThat(digest(blob)).isEqualTo(descriptor.path("digest").asText());
        assertThat(Files.size(blob)).isEqualTo(descriptor.path("size").asLong());
        return JSON.readTree(blob.toFile());
    }

    private static Path blob(JsonNode descriptor) {
        return image.resolve(path(descriptor.path("digest").asText()));
    }

    private static String path(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static JsonNode read(String file) throws IOException {
        return JSON.readTree(image.resolve(file).toFile());
    }

    private static String digest(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path said = folder.resolve("said");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(() -> read(said)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return String.valueOf(unreadable.getMessage());
        }
    }
}
