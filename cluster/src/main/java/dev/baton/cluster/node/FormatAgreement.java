package dev.baton.cluster.node;

import dev.baton.persistence.Store;
import dev.baton.persistence.codec.Formats;
import dev.baton.persistence.table.FormatTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the nodes of a store write only what all of them can read: while they are upgraded, there are two versions of them. */
final class FormatAgreement {

    private static final Logger LOG = LoggerFactory.getLogger(FormatAgreement.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Formats formats;
    private final FormatTable table;
    private final Duration fresh;

    private FormatAgreement(Store store, Duration fresh) {
        this.formats = store.formats();
        this.table = store.agreement();
        this.fresh = fresh;
    }

    /** Says which level the node writes. */
    static void measure(Store store, MeterRegistry meters) {
        Gauge.builder("baton.format.level", store.formats(), Formats::active)
                .description("The highest level of events and messages that this node writes")
                .register(meters);
    }

    /** Nobody else reads the store. @throws IllegalStateException if this version cannot read what is in it */
    static void alone(Store store) {
        require(store.formats(), Awaited.of(store.agreement().takeAll(), "saying which formats the node writes"));
    }

    /** Before joining the others. @throws IllegalStateException if this version cannot read what is in the store */
    static void look(Store store) {
        require(store.formats(), Awaited.of(store.agreement().active(), "looking which formats the nodes write"));
    }

    /**
     * For a node that is among the members already, so that whoever looks from now on sees it.
     *
     * @param fresh who did not say for this long that it is there does not count
     * @throws IllegalStateException if this version cannot read what is in the store
     */
    static void among(ActorSystem<?> system, Store store, Duration fresh) {
        FormatAgreement agreement = new FormatAgreement(store, fresh);
        require(
                store.formats(),
                Awaited.of(agreement.table.enter(store.cells().owner()), "saying which formats the node reads"));
        agreement.follow(system);
    }

    private static void require(Formats formats, int level) {
        if (level > formats.latest()) {
            throw new IllegalStateException("The store is written in format " + level
                    + ", and this version knows those up" + " to " + formats.latest() + ": start a newer Baton");
        }
    }

    /** Until there is nothing more to agree on. */
    private void follow(ActorSystem<?> system) {
        if (formats.active() == formats.latest()) {
            return;
        }
        var ignored = table.agree(fresh).handle((level, failure) -> {
            if (failure != null || level < formats.latest()) {
                LOG.debug("Not all nodes read format {} yet", formats.latest(), failure);
                system.scheduler().scheduleOnce(LOOK_EVERY, () -> follow(system), system.executionContext());
            } else {
                LOG.info("All nodes read format {}: from now on they write it", level);
            }
            return level;
        });
    }
}
