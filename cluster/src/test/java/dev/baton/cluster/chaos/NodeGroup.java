package dev.baton.cluster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.cluster.crash.Server;
import dev.baton.cluster.crash.ServerProcess;
import dev.baton.cluster.crash.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Servers that share one database. What is down on purpose does not count as dead. */
final class NodeGroup implements Server {

    private static final String OLDEST =
            "SELECT address FROM cluster_member WHERE state <> 'removed' ORDER BY joined_at, owner LIMIT 1";

    private final RealPostgres postgres;
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final @Nullable Wires wires;
    private final Set<ServerProcess> outOfRotation = ConcurrentHashMap.newKeySet();

    /** @param wired whether the nodes talk through {@link Wires} */
    NodeGroup(Path folder, int size, boolean wired) throws IOException {
        postgres = RealPostgres.start();
        for (int i = 1; i <= size; i++) {
            Path own = Files.createDirectories(folder.resolve("node-" + i));
            String settings = Settings.postgresql(postgres.url());
            nodes.add(wired ? ServerProcess.behindProxy(own, settings) : new ServerProcess(own, settings));
        }
        wires = wired ? new Wires(nodes) : null;
    }

    Wires wires() {
        return Objects.requireNonNull(wires);
    }

    /** Waits until each node sees all of them, and none that it cannot reach. */
    void awaitWhole() {
        for (ServerProcess node : nodes) {
            try (Api api = new Api(node::urls)) {
                Awaiting.until("the nodes see each other", () -> {
                    JsonNode members = api.read("/v1/cluster").path("nodes");
                    return members.size() == nodes.size()
                            && members.valueStream()
                                    .allMatch(member ->
                                            member.path("status").asText().equals("up"));
                });
            }
        }
    }

    void start() {
        nodes.forEach(ServerProcess::start);
    }

    ServerProcess node(int index) {
        return nodes.get(index);
    }

    List<ServerProcess> nodes() {
        return nodes;
    }

    RealPostgres postgres() {
        return postgres;
    }

    /** The one that was there first. */
    ServerProcess oldest() {
        return byAddress(postgres.query(OLDEST));
    }

    private ServerProcess byAddress(String address) {
        return nodes.stream()
                .filter(node -> address.endsWith("@" + node.clusterAddress()))
                .findAny()
                .orElseThrow(() -> new AssertionError("There is no node at " + address));
    }

    /** With SIGTERM. */
    void leave(ServerProcess node) {
        node.stop();
    }

    /** With SIGSTOP; a load balancer would send nobody there any more. */
    void suspend(ServerProcess node) {
        outOfRotation.add(node);
        node.suspend();
    }

    /** With SIGCONT. */
    void resume(ServerProcess node) {
        node.resume();
        outOfRotation.remove(node);
    }

    /** How often any of them has logged this. */
    int logged(String text) {
        return nodes.stream().mapToInt(node -> node.logged(text)).sum();
    }

    @Override
    public List<String> urls() {
        return nodes.stream()
                .filter(node -> !outOfRotation.contains(node))
                .map(ServerProcess::url)
                .toList();
    }

    @Override
    public void awaitReady() {
        nodes.forEach(ServerProcess::awaitReady);
    }

    @Override
    public boolean isAlive() {
        return nodes.stream().anyMatch(ServerProcess::isAlive);
    }

    @Override
    public String log() {
        return nodes.stream()
                .map(node -> "--- " + node.url() + "\n" + node.log())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::close);
        if (wires != null) {
            wires.close();
        }
        postgres.close();
    }
}
