package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How nodes find each other: by the store, by addresses that are set, by a name. */
final class JoiningTest {

    @Test
    void nodesJoinByTheStoreBySeedsAndByDns() throws IOException {
        int port = freePort();
        String founder = "127.0.0.2:" + port;
        try (Nodes nodes = new Nodes();
                ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Node first = nodes.start("baton.cluster { host = \"127.0.0.2\", port = " + port + " }");
            everyShardHasAPlaceWhenItIsReady(nodes, first);
            assertThat(nodes.refusal(first, "/v1/cluster/nodes/" + founder + ":drain", "{}"))
                    .as("nobody is there to take its work over")
                    .isEqualTo("node-alone");
            oneThatCannotStartLeavesNothingBehind(nodes, first);
            assertThat(addresses(nodes, 1))
                    .as("each is where its settings say")
                    .hasSize(2)
                    .contains(founder)
                    .anyMatch(address -> address.startsWith("127.0.0.3:"));

            storeLeadsTo(nodes, "127.0.0.1:" + deaf.getLocalPort());
            nodes.start("baton.cluster.seeds = [\"" + founder + "\"]");
            assertThat(addresses(nodes, 2)).as("by a seed").hasSize(3).contains(founder);
            nodes.all().removeLast().close();

            storeLeadsTo(nodes, "127.0.0.1:" + deaf.getLocalPort());
            // A name that leads to the founder on every machine: its own address.
            nodes.start("baton.cluster { dns = \"127.0.0.2\", dns-port = " + port + " }");
            assertThat(addresses(nodes, 2)).as("by a name").contains(founder);
        }
    }

    /** Else it would be a member for which nobody answers, and have the port of the one that is started next. */
    private static void oneThatCannotStartLeavesNothingBehind(Nodes nodes, Node first) throws IOException {
        String there = "baton.cluster { host = \"127.0.0.3\", port = " + freePort() + " }\n";
        assertThatThrownBy(() -> nodes.start(
                        there + "baton.http.port = " + first.address().getPort()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("binding the API failed");
        nodes.start(there);
    }

    @Test
    void aNodeThatIsNotWhereItSaysIsNotTakenForGone() throws IOException {
        try (Nodes nodes = new Nodes()) {
            Node first = nodes.start("baton.cluster.host = \"127.0.0.2\"");
            // As if it stood on another machine, and its settings said nothing of its address.
            storeLeadsTo(nodes, "127.0.0.1:" + freePort());

            assertThatThrownBy(() -> nodes.start("baton.cluster { heartbeat = 500ms, forgotten-after = 2s }"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Give each node its own baton.cluster.host");
            assertThat(nodes.isReady(first)).as("it goes on").isTrue();
        }
    }

    private static void everyShardHasAPlaceWhenItIsReady(Nodes nodes, Node alone) {
        Nodes.until("it is ready", () -> nodes.isReady(alone));
        JsonNode itself = nodes.get(alone, "/v1/cluster").path("nodes").path(0);
        assertThat(itself.path("shards").asInt()).isEqualTo(256);
        assertThat(itself.path("runs").asInt()).isZero();
    }

    /** As if the rows of the members were of no use: somebody listens there, and never answers. */
    private static void storeLeadsTo(Nodes nodes, String address) {
        String ignored = nodes.postgres()
                .query("WITH all_rows AS (UPDATE cluster_member SET address = 'baton@" + address
                        + "' RETURNING 1) SELECT count(*) FROM all_rows");
    }

    private static List<String> addresses(Nodes nodes, int asked) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode node : nodes.get(nodes.all().get(asked), "/v1/cluster").path("nodes")) {
            addresses.add(node.path("address").asText());
        }
        return addresses;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            return free.getLocalPort();
        }
    }
}
