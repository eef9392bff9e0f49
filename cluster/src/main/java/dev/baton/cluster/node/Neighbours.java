package dev.baton.cluster.node;

import dev.baton.actors.connector.Callbacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.pattern.Patterns;

/** The other nodes, as far as they are members, and what this one answers them. */
final class Neighbours {

    private static final String NAME = "neighbour";

    /** For an answer; a node that is slower, or gone, is told again as long as it is a member. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final Cluster cluster;

    /** What a node does when others tell it something. */
    interface Host {

        /** Completes when the definition is known here. */
        CompletionStage<Void> definitionApplied(String tenant, String name);

        CompletionStage<NodeMessage.Answer.Description> describe();

        /** Something has happened for an attempt that may be here. */
        void nudged(Callbacks.Subject subject);

        void spreadAtOnce();

        /** Begins to hand over; returns at once. */
        void drain();
    }

    Neighbours(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    /** From now on the others are answered. */
    void listen(Host host) {
        system.systemActorOf(answering(host), NAME, Props.empty());
    }

    private static Behavior<NodeMessage> answering(Host host) {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case NodeMessage.DefinitionApplied applied ->
                    host.definitionApplied(applied.tenant(), applied.name())
                            .thenRun(() -> applied.replyTo().tell(new NodeMessage.Answer.Done()));
                case NodeMessage.Nudged nudged -> host.nudged(new Callbacks.Subject(nudged.tenant(), nudged.attempt()));
                case NodeMessage.Describe describe -> host.describe().thenAccept(describe.replyTo()::tell);
                case NodeMessage.SpreadAtOnce spread -> {
                    host.spreadAtOnce();
                    spread.replyTo().tell(new NodeMessage.Answer.Done());
                }
                case NodeMessage.Drain drain -> {
                    drain.replyTo().tell(new NodeMessage.Answer.Done());
                    host.drain();
                }
            }
            return Behaviors.same();
        });
    }

    /** Members other than this node. */
    List<Member> others() {
        List<Member> others = new ArrayList<>();
        for (Member member : cluster.state().getMembers()) {
            if (!member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
                others.add(member);
            }
        }
        return others;
    }

    /**
     * Makes a definition known to all nodes. Completes when all that can be reached know it; the others are told as soon
     * as they can be, while they are members: a node that starts over reads everything.
     */
    CompletionStage<Void> definitionApplied(String tenant, String name) {
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (Member member : others()) {
            CompletionStage<NodeMessage.Answer> answer = tellApplied(member, tenant, name);
            told.add(answer.handle((done, failure) -> done).toCompletableFuture());
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<NodeMessage.Answer> tellApplied(Member member, String tenant, String name) {
        return ask(member, replyTo -> new NodeMessage.DefinitionApplied(tenant, name, replyTo))
                .whenComplete((done, failure) -> {
                    if (failure != null && others().contains(member)) {
                        system.scheduler()
                                .scheduleOnce(
                                        AGAIN,
                                        () -> {
                                            var ignored = tellApplied(member, tenant, name);
                                        },
                                        system.executionContext());
                    }
                });
    }

    /** Lets whichever node has the attempt look; one that does not hear it looks by itself, later. */
    void nudged(Callbacks.Subject subject) {
        NodeMessage.Nudged nudged = new NodeMessage.Nudged(subject.tenant(), subject.attempt());
        for (Member member : others()) {
            neighbour(member).tell(nudged, org.apache.pekko.actor.ActorRef.noSender());
        }
    }

    private ActorSelection neighbour(Member member) {
        return system.classicSystem().actorSelection(member.address() + "/system/" + NAME);
    }

    /** Fails if the node does not answer in time. */
    CompletionStage<NodeMessage.Answer> ask(
            Member member, Function<ActorRef<NodeMessage.Answer>, NodeMessage> question) {
        return Patterns.askWithReplyTo(neighbour(member), asker -> question.apply(Adapter.toTyped(asker)), PATIENCE)
                .thenApply(NodeMessage.Answer.class::cast);
    }
}
