package dev.baton.cluster.node;

import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What nodes say to each other about themselves. */
sealed interface NodeMessage {

    /** A workflow or an agent of this name has a new version in the store. */
    record DefinitionApplied(String tenant, String name, ActorRef<Answer> replyTo) implements NodeMessage {}

    /** Whoever has this attempt may look now; nobody answers. */
    record Nudged(String tenant, String attempt) implements NodeMessage {}

    record Describe(ActorRef<Answer> replyTo) implements NodeMessage {}

    /** Hand your work over, and end. */
    record Drain(ActorRef<Answer> replyTo) implements NodeMessage {}

    /** Spread the shards evenly at once, if you look after them; others have nothing to do. */
    record SpreadAtOnce(ActorRef<Answer> replyTo) implements NodeMessage {}

    /** What a node answers. */
    sealed interface Answer {

        record Done() implements Answer {}

        /**
         * @param url of its API
         * @param shards that live on it
         * @param runs that it has in memory
         */
        record Description(String version, String url, Instant upSince, int shards, long runs) implements Answer {}
    }
}
