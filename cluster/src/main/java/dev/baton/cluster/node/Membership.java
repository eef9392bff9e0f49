package dev.baton.cluster.node;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.LiveMembers;
import dev.baton.config.ClusterSettings;
import dev.baton.persistence.table.MemberTable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the nodes of its store: finds them, joins them or founds their cluster, and strikes out those that are
 * lost. Two who start at once cannot found two clusters: the store lets one of them.
 */
final class Membership implements LiveMembers {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** A node that has not been let in after this time asks again. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(3);

    private static final Duration JOINED_WITHIN = Duration.ofSeconds(90);
    private static final Duration PROBE = Duration.ofMillis(500);

    /** A node that has not said for so many of its heartbeats that it is there has fallen silent. */
    private static final int HEARTBEATS_MISSED = 3;

    /** Rows of nodes that are gone are kept this long, for operators. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final MemberTable table;
    private final ClusterSettings settings;
    private final MemberTable.Member me;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    /** @param owner as whom this node claims cells */
    Membership(ActorSystem<?> system, MemberTable table, String owner, String region, ClusterSettings settings) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.table = table;
        this.settings = settings;
        UniqueAddress self = cluster.selfUniqueAddress();
        this.me = new MemberTable.Member(owner, region, self.address().hostPort(), self.longUid());
    }

    /** Completes with a reason when the others have gone on without this node: it can only start over. */
    CompletionStage<String> lost() {
        return lost;
    }

    /**
     * Returns when this node is a member.
     *
     * @throws IllegalStateException if the others do not let it in
     */
    void join() throws InterruptedException {
        CountDownLatch up = new CountDownLatch(1);
        cluster.registerOnMemberUp(up::countDown);
        long began = System.nanoTime();
        do {
            Round round = ask();
            if (!round.elsewhere().isEmpty()
                    && System.nanoTime() - began > settings.forgottenAfter().toNanos()) {
                throw new IllegalStateException(
                        isElsewhere(round.elsewhere().getFirst().address()));
            }
            // Who may be gone is soon known.
            Duration pause = round.asked() ? ASK_AGAIN : settings.heartbeat();
            if (up.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                watch();
                return;
            }
        } while (System.nanoTime() - began < JOINED_WITHIN.toNanos());
        throw new IllegalStateException("The nodes of this store did not let " + me.address() + " in within "
                + JOINED_WITHIN.toSeconds()
                + " s. Look whether they can be reached from here, and this node from there,"
                + " at baton.cluster.host and baton.cluster.port, and whether all have baton.cluster.tls.store of the"
                + " same authority, or none has; the log of either side says more.");
    }

    private String isElsewhere(String address) {
        return (address.equals(me.address())
                        ? "Another node of this store has the address of this one, "
                        : "A node of this store is alive, and nobody listens where it says that it is: ")
                + address + ". Give each node its own baton.cluster.host, under which all others reach it; 127.0.0.1"
                + " leads to nodes on the same machine only.";
    }

    /**
     * One try to be let in.
     *
     * @param asked whether there was somebody to ask, or this node is the founder
     * @param elsewhere nodes that say in the store that they are there, and are not where they say
     */
    private record Round(boolean asked, List<MemberTable.Member> elsewhere) {}

    private Round ask() {
        Set<String> gone = new HashSet<>();
        List<MemberTable.Member> elsewhere = new ArrayList<>();
        List<MemberTable.Member> speaking = alive(settings.heartbeat().multipliedBy(HEARTBEATS_MISSED));
        for (MemberTable.Member other : alive(settings.forgottenAfter())) {
            if (!other.owner().equals(me.owner()) && nobodyIsAt(other)) {
                if (speaking.contains(other)) {
                    elsewhere.add(other);
                } else {
                    gone.add(other.owner());
                }
            }
        }
        List<MemberTable.Member> others =
                Awaited.of(table.enter(me, gone, settings.forgottenAfter()), "entering the store as a node");
        if (others.isEmpty()) {
            cluster.join(cluster.selfAddress());
            return new Round(true, elsewhere);
        }
        List<Address> contacts = contacts(others);
        elsewhere.forEach(other -> contacts.removeIf(address(other.address())::equals));
        if (!contacts.isEmpty()) {
            cluster.joinSeedNodes(contacts);
        }
        return new Round(!contacts.isEmpty(), elsewhere);
    }

    private List<Address> contacts(List<MemberTable.Member> others) {
        List<Address> contacts = new ArrayList<>();
        others.forEach(other -> contacts.add(address(other.address())));
        settings.seeds().forEach(seed -> contacts.add(address(seed)));
        contacts.addAll(byDns());
        contacts.removeIf(cluster.selfAddress()::equals);
        return contacts;
    }

    private List<MemberTable.Member> alive(Duration fresh) {
        return Awaited.of(table.alive(me.region(), fresh), "looking for the other nodes");
    }

    /**
     * Whoever had this node's address before is gone, and so is one at whose address nobody listens: unless it still says
     * that it is there, for then the address leads somewhere else from here than it is meant to.
     */
    private boolean nobodyIsAt(MemberTable.Member other) {
        if (other.address().equals(me.address())) {
            return true;
        }
        Address address = address(other.address());
        try (Socket probe = new Socket()) {
            String host = address.getHost().orElseThrow();
            probe.connect(new InetSocketAddress(host, address.getPort().orElseThrow()), (int) PROBE.toMillis());
            return false;
        } catch (ConnectException nobody) {
            // Without a way there nothing is known of it.
            return String.valueOf(nobody.getMessage()).contains("refused");
        } catch (IOException unknown) {
            return false;
        }
    }

    private Address address(String hostAndPort) {
        Address self = cluster.selfAddress();
        return AddressFromURIString.parse(
                self.protocol() + "://" + self.system() + "@" + hostAndPort.substring(hostAndPort.indexOf('@') + 1));
    }

    private List<Address> byDns() {
        if (settings.dns().isEmpty()) {
            return List.of();
        }
        List<Address> found = new ArrayList<>();
        try {
            for (InetAddress host : InetAddress.getAllByName(settings.dns())) {
                found.add(address(host.getHostAddress() + ":" + settings.dnsPort()));
            }
        } catch (UnknownHostException notYet) {
            LOG.info("{} leads nowhere yet", settings.dns());
        }
        return found;
    }

    private void watch() {
        ActorRef<ClusterEvent.ClusterDomainEvent> events = system.systemActorOf(
                Behaviors.<ClusterEvent.ClusterDomainEvent>receiveMessage(this::onEvent), "membership", Props.empty());
        org.apache.pekko.cluster.typed.Cluster.get(system)
                .subscriptions()
                .tell(Subscribe.create(events, ClusterEvent.ClusterDomainEvent.class));
        system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, settings.heartbeat(), this::saySo, system.executionContext());
        cluster.registerOnMemberRemoved(() -> lost("the others have removed it from the cluster"));
    }

    /** A node that ends says of all members that they are removed: what it says then is about itself. */
    private Behavior<ClusterEvent.ClusterDomainEvent> onEvent(ClusterEvent.ClusterDomainEvent event) {
        if (event instanceof ClusterEvent.MemberRemoved removed) {
            onRemoved(removed.member());
        }
        return event.equals(ClusterEvent.getClusterShuttingDownInstance()) ? Behaviors.stopped() : Behaviors.same();
    }

    private void onRemoved(Member member) {
        if (!member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
            table.strikeOut(
                            me,
                            member.address().hostPort(),
                            member.uniqueAddress().longUid(),
                            KEPT)
                    .exceptionally(failure -> {
                        // Whoever claims one of its cells strikes it out, too.
                        LOG.info("{} is not struck out yet: {}", member.address(), failure.getMessage());
                        return null;
                    });
        }
    }

    private void saySo() {
        table.seen(me.owner()).thenAccept(there -> {
            if (!there) {
                lost("others have taken it for lost");
            }
        });
    }

    /** A node that is lost hands nothing over, and need not ask the others whether it may go. */
    private void lost(String reason) {
        if (!ended.get() && !lost.isDone()) {
            cluster.down(cluster.selfAddress());
            lost.complete(reason);
        }
    }

    @Override
    public boolean contains(String address, long incarnation) {
        if (cluster.isTerminated()) {
            // It knows nobody any more, and has nothing to say about others.
            return true;
        }
        for (Member member : cluster.state().getMembers()) {
            if (member.uniqueAddress().longUid() == incarnation
                    && member.address().hostPort().equals(address)) {
                return !member.status().equals(MemberStatus.down())
                        && !member.status().equals(MemberStatus.removed());
            }
        }
        return false;
    }

    /** Cells without a living owner, if this node is the one to look after them. */
    CompletionStage<CellSet> abandoned() {
        return cluster.selfAddress().equals(cluster.state().getLeader())
                ? table.orphans(me.region(), this)
                : CompletableFuture.completedStage(CellSet.NONE);
    }

    /** From now on the end of this node is no loss. @return how long its callers are given to turn to others */
    Duration leaving() {
        ended.set(true);
        return !lost.isDone() && cluster.state().members().size() > 1 ? settings.drain() : Duration.ZERO;
    }

    /** So that nobody looks for this node any more. */
    void left() {
        Awaited.of(table.leave(me), "leaving the store");
    }
}
