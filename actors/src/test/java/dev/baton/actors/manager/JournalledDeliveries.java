package dev.baton.actors.manager;

import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Delivery;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;

/** What is left to be told according to the commits that the journal of the test kit holds, as the store would say. */
final class JournalledDeliveries implements DeliveryStore {

    private final PersistenceTestKit journal;
    private final Supplier<Set<String>> runs;
    private final Set<Delivery> settled = ConcurrentHashMap.newKeySet();

    /** For runs that have nothing to tell. */
    JournalledDeliveries(PersistenceTestKit journal) {
        this(journal, Set::of);
    }

    /** @param runs ids of all that there are */
    JournalledDeliveries(PersistenceTestKit journal, Supplier<Set<String>> runs) {
        this.journal = journal;
        this.runs = runs;
    }

    /** What nobody has heard. */
    Set<Delivery> open() {
        Set<Delivery> open = ConcurrentHashMap.newKeySet();
        Set<Delivery> heard = ConcurrentHashMap.newKeySet();
        for (String run : runs.get()) {
            for (Object stored : journal.persistedInStorage("Run|default/" + run)) {
                if (stored instanceof Commit commit && commit.sideWrites() != null) {
                    open.addAll(commit.sideWrites().begun());
                    heard.addAll(commit.sideWrites().settled());
                }
            }
        }
        open.removeAll(heard);
        open.removeAll(settled);
        return open;
    }

    @Override
    public CompletionStage<List<Delivery>> of(RunKey sender) {
        return CompletableFuture.completedFuture(open().stream()
                .filter(delivery -> delivery.from().equals(sender.runId()))
                .toList());
    }

    @Override
    public CompletionStage<List<RunKey>> senders(@Nullable RunKey after, int limit) {
        Set<String> senders = new ConcurrentSkipListSet<>();
        open().forEach(delivery -> senders.add(delivery.from()));
        return CompletableFuture.completedFuture(
                senders.stream().map(run -> new RunKey("default", run)).toList());
    }

    @Override
    public CompletionStage<Void> settle(String tenant, List<Delivery> heard) {
        settled.addAll(heard);
        return CompletableFuture.completedFuture(null);
    }
}
