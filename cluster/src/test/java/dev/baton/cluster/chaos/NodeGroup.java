package dev.baton.cluster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.chaos.clock.SettableClock;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Servers that share one database. What is down on purpose does not count as dead. */
final class NodeGroup implements Server {

    /** What a node logs when the others have gone on without it. */
    static final String STARTS_OVER = "This node starts over";

    static final String LONELY_REGION = "east";

    private static final String OLDEST =
            "SELECT address FROM cluster_member WHERE state <> 'removed' ORDER BY joined_at, owner LIMIT 1";

    private final List<ServerProcess> nodes = new ArrayList<>();
    private final Set<ServerProcess> outOfRotation = ConcurrentHashMap.newKeySet();
    private volatile RealPostgres postgres;
    private @Nullable Wires wires;
    private @Nullable StoreWire storeWire;
    private @Nullable RealPostgres standby;
    private @Nullable Path olderVersion;
    private final @Nullable SmallDisk disk;
    private final Map<ServerProcess, SettableClock> clocks = new HashMap<>();

    private NodeGroup(@Nullable SmallDisk disk) throws IOException {
        this.disk = disk;
        this.postgres = disk == null
                ? RealPostgres.start()
                : RealPostgres.start(Files.createDirectory(disk.folder().resolve("pg")));
    }

    /** Nothing is started but what is below the nodes. */
    static NodeGroup of(Path folder, int size, Set<Need> needs) throws IOException {
        @Nullable Path older = needs.contains(Need.OLDER_VERSION) ? OlderVersion.home() : null;
        NodeGroup group = new NodeGroup(needs.contains(Need.SMALL_DISK) ? SmallDisk.mount() : null);
        group.olderVersion = older;
        group.standby = needs.contains(Need.STANDBY) ? Standby.of(group.postgres, RealPostgres.freePort()) : null;
        if (needs.contains(Need.STORE_WIRE) || needs.contains(Need.REGIONS)) {
            group.storeWire = new StoreWire(() -> group.postgres.port());
        }
        for (int i = 1; i <= size; i++) {
            group.add(Files.createDirectories(folder.resolve("node-" + i)), needs);
        }
        if (needs.contains(Need.WIRES)) {
            group.wires = new Wires(group.nodes);
        }
        return group;
    }

    private void add(Path own, Set<Need> needs) throws IOException {
        boolean lonely = needs.contains(Need.REGIONS) && nodes.isEmpty();
        String url = needs.contains(Need.REGIONS) && !lonely ? postgres.url() : storeUrl();
        String region = needs.contains(Need.REGIONS)
                ? "baton.persistence.region = " + (lonely ? LONELY_REGION : "west") + "\n"
                : "";
        String settings = Settings.postgresql(url) + region;
        ServerProcess node = needs.contains(Need.WIRES)
                ? ServerProcess.behindProxy(own, settings)
                : new ServerProcess(own, settings);
        if (olderVersion != null) {
            node.use(olderVersion);
        }
        if (needs.contains(Need.CLOCKS)) {
            SettableClock clock = SettableClock.in(own);
            node.add(clock.option());
            clocks.put(node, clock);
        }
        nodes.add(node);
    }

    private String storeUrl() {
        if (standby != null) {
            return "jdbc:postgresql://127.0.0.1:" + postgres.port() + ",127.0.0.1:" + standby.port()
                    + "/baton?targetServerType=primary";
        }
        return storeWire == null ? postgres.url() : "jdbc:postgresql://127.0.0.1:" + storeWire.port() + "/baton";
    }

    /** The one node of a region of its own, which reaches the database through {@link #storeWire}. */
    ServerProcess lonelyRegion() {
        return nodes.getFirst();
    }

    SmallDisk disk() {
        return Objects.requireNonNull(disk);
    }

    /** The source tree of the version before this one. */
    Path olderVersion() {
        return Objects.requireNonNull(olderVersion);
    }

    SettableClock clock(ServerProcess node) {
        return Objects.requireNonNull(clocks.get(node));
    }

    Wires wires() {
        return Objects.requireNonNull(wires);
    }

    StoreWire storeWire() {
        return Objects.requireNonNull(storeWire);
    }

    /**
     * The database that is written to is lost, and its standby takes its place.
     *
     * @return where the lost one was
     */
    int failOver() {
        RealPostgres next = Objects.requireNonNull(standby);
        RealPostgres lost = postgres;
        lost.kill();
        lost.close();
        standby = null;
        next.execute("SELECT pg_promote()");
        postgres = next;
        return lost.port();
    }

    /** @param port where one was that is lost: nodes know no other */
    void addStandby(int port) throws IOException {
        standby = Standby.of(postgres, port);
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

    /** How often any of them has begun anew because it was given up. */
    int startedOver() {
        return logged(STARTS_OVER);
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
        if (storeWire != null) {
            storeWire.close();
        }
        if (standby != null) {
            standby.close();
        }
        postgres.close();
        if (disk != null) {
            disk.close();
        }
    }
}
