package dev.baton.cluster.example;

import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.JavaProgram;
import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes that an example needs, started with free ports: a server, the agents, and the same of its partner. */
final class Troupe {

    private static final String LISTENING = "listening on ";
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    /** It is no use to compile well what is killed soon. */
    private static final List<String> SHORT_LIVED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Workspace workspace;
    private final String classPath;

    /** @param classPath of the agents */
    Troupe(Workspace workspace, Path classPath) {
        this.workspace = workspace;
        this.classPath = classPath.toString();
    }

    /** @return what plays the example's cases on a server on which it has been applied */
    Play start(Example example) throws IOException, InterruptedException {
        Optional<Path> npm = example.npm();
        if (npm.isPresent()) {
            return startOnNpm(example, NpmAgents.install(example, npm.get()));
        }
        Path folder = Files.createDirectories(workspace.folder().resolve(example.name()));
        ServerProcess server = ServerProcess.prepare(workspace, folder, "", List.of());
        server.start();
        Optional<Example> partner = example.partner();
        URI agents;
        if (partner.isPresent()) {
            agents = startAgents(
                    example, folder, Optional.of(start(partner.get()).server()));
        } else {
            agents = startAgents(example, folder, Optional.empty());
        }
        server.awaitReady();
        Play play = new Play(server.url());
        play.apply(example, usual -> agents.toString());
        return play;
    }

    private Play startOnNpm(Example example, NpmAgents agents) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(workspace.folder().resolve(example.name()));
        ServerProcess server = ServerProcess.prepare(workspace, folder, "", SHORT_LIVED);
        server.start();
        Example.Places places = agents.start(workspace, folder, server.url());
        server.awaitReady();
        Play play = new Play(server.url(), new Mishap.Kill(server, NpmAgents.journal(folder)));
        play.apply(example, places);
        return play;
    }

    private URI startAgents(Example example, Path folder, Optional<URI> partner)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--port", "0", "--exit-with-stdin", "--data", example.data().toString()));
        partner.ifPresent(server -> arguments.addAll(List.of("--partner", server.toString())));
        JavaProgram program = new JavaProgram(classPath, example.agents(), JavaProgram.SMALL, arguments);
        String line = ChildProcess.startAnnounced(
                        workspace, "the agents of " + example.name(), program, folder.resolve("agents.log"))
                .announced(START_WITHIN);
        return URI.create(line.substring(line.indexOf(LISTENING) + LISTENING.length()));
    }
}
