package dev.baton.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The regions that share the store: what operators see of them and do about them, and what they ask of each other. */
public interface RegionView {

    /** Where a region calls another. */
    String CALLS = "/v1/region-calls";

    String FROM_HEADER = "Baton-Region";
    String RUN_HEADER = "Baton-Run";
    String KIND_HEADER = "Baton-Message";
    String TIME_HEADER = "Baton-Time";
    String PROOF_HEADER = "Baton-Proof";

    CompletionStage<Status> status();

    /**
     * Moves all that a region has to another one: at once if it is lost, else cell by cell; it gets nothing back by itself.
     *
     * @param to empty for the region that is asked
     */
    CompletionStage<Outcome> failover(String region, String to);

    /** Gives a region back what is at home there, cell by cell. */
    CompletionStage<Outcome> failback(String region);

    /** Forgets a region that will not come back, when it is lost and has nothing any more. */
    CompletionStage<Outcome> remove(String region);

    /** Another region asks for a run of this one; never for one that this region has to pass on itself. */
    CompletionStage<Answer> called(Call call);

    /** @param self the region that answers */
    record Status(String self, int cells, List<Region> regions) {
        public Status {
            regions = List.copyOf(regions);
        }
    }

    /**
     * @param there whether its lease holds
     * @param lease what is left of it; negative since it is over
     * @param away whether it gets back what is at home there only when somebody says so
     * @param cells that it has
     * @param home cells that are at home there
     * @param arriving cells that are on their way to it
     */
    record Region(
            String name,
            String url,
            Map<String, String> labels,
            boolean there,
            Duration lease,
            boolean away,
            int cells,
            int home,
            int arriving) {
        public Region {
            labels = Map.copyOf(labels);
        }
    }

    /** What became of a failover, a failback, or a removal. */
    sealed interface Outcome {

        /** @param cells that have changed hands already; the others follow */
        record Accepted(int cells) implements Outcome {}

        record NoSuchRegion(String region) implements Outcome {}

        /** @param region that was to get them, but whose lease is over */
        record Lost(String region) implements Outcome {}

        /** @param region that cannot be forgotten */
        record InUse(String region) implements Outcome {}

        record SameRegion() implements Outcome {}

        /** The server has a store of its own, or all of one. */
        record OnlyRegion() implements Outcome {}
    }

    /**
     * @param from name of the region that asks
     * @param run {@code tenant/runId}
     * @param kind of message
     * @param sentAt milliseconds since 1970, as text
     * @param proof that it comes from a region of this store
     */
    record Call(String from, String run, String kind, String sentAt, String proof, byte[] body) {}

    /** What the calling region is told. */
    sealed interface Answer {

        record Given(String kind, byte[] body) implements Answer {}

        /** The run is not here, or not any more. */
        record Elsewhere() implements Answer {}

        /** Without a good proof. */
        record Stranger() implements Answer {}

        record Unreadable(String why) implements Answer {}
    }
}
