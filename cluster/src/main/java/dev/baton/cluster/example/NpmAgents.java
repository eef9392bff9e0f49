package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.Api;
import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.Npm;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The agents of an example that are programs out of npm, installed as their lock file says and started by {@code start.mjs}. */
final class NpmAgents {

    private static final String LISTENING = "listening on ";

    /** Several servers of Node, some of which load thousands of files. */
    private static final Duration START_WITHIN = Duration.ofMinutes(2);

    private final Example example;
    private final Path installed;

    private NpmAgents(Example example, Path installed) {
        this.example = example;
        this.installed = installed;
    }

    /** Whether they can be started at once. @param source of the agents, as the example has them */
    static boolean areInstalled(Example example, Path source) throws IOException {
        return Npm.isInstalled(source, target(example, source));
    }

    private static Path target(Example example, Path source) {
        return examples(source).resolve("target/npm").resolve(example.name());
    }

    private static Path examples(Path source) {
        return source.resolve("../..").normalize();
    }

    /** @param source of the agents, as the example has them */
    static NpmAgents install(Example example, Path source) throws IOException, InterruptedException {
        Path folder = Npm.install(source, target(example, source));
        // The client of workers comes from this tree, and not out of npm.
        Path client = Files.createDirectories(folder.resolve("baton-worker"));
        Npm.copy(examples(source).resolve("../worker/typescript/src").normalize(), client);
        return new NpmAgents(example, folder);
    }

    /** What they note of their work. @param folder in which they were started */
    static Journal journal(Path folder) {
        return new Journal(folder.resolve("journal.jsonl"));
    }

    /**
     * @param folder for what they keep, which is nothing yet
     * @param server whose queues they take tasks from
     */
    Example.Places start(Workspace workspace, Path folder, URI server) throws IOException, InterruptedException {
        List<String> command = List.of(
                "node",
                installed.resolve("start.mjs").toString(),
                "--server",
                server.toString(),
                "--data",
                example.data().toAbsolutePath().toString(),
                "--folder",
                folder.toString());
        String line = ChildProcess.startAnnounced(
                        workspace, "the agents of " + example.name(), command, folder.resolve("agents.log"))
                .announced(START_WITHIN);
        JsonNode places = Api.JSON.readTree(line.substring(line.indexOf(LISTENING) + LISTENING.length()));
        return usual -> places.path(String.valueOf(usual)).asText();
    }
}
