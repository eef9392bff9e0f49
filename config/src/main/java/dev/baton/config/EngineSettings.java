package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How runs are carried out: {@code baton.engine}.
 *
 * @param environment promotion stage of this installation
 * @param parkAfterWaiting how long a waiting run stays in memory
 * @param parkAfterEnd how long an ended run stays in memory, for those who ask for its result
 * @param workerRestartsMax restarts of an attempt's worker on transient faults
 * @param workerBackoffMin pause before the first restart
 * @param workerBackoffMax longest pause between restarts
 * @param snapshotEvery commits between snapshots of a run
 * @param eventsWarn number of events from which a run is reported as long
 * @param wakeInterval how often the index is asked for runs that are due
 * @param wakesInFlightMax runs woken at the same time
 * @param auditInterval how often a page of the index is searched for runs that nothing will wake
 */
public record EngineSettings(
        String environment,
        Duration parkAfterWaiting,
        Duration parkAfterEnd,
        int workerRestartsMax,
        Duration workerBackoffMin,
        Duration workerBackoffMax,
        int snapshotEvery,
        int eventsWarn,
        Duration wakeInterval,
        int wakesInFlightMax,
        Duration auditInterval) {

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static EngineSettings of(Config config) {
        Section engine = Section.of(config, "baton.engine");
        return new EngineSettings(
                engine.text("environment"),
                engine.positive("park-after-waiting"),
                engine.positive("park-after-end"),
                engine.between("worker.restarts-max", 0, 100),
                engine.positive("worker.backoff-min"),
                engine.positive("worker.backoff-max"),
                engine.between("snapshot-every", 1, 1_000_000),
                engine.between("events-warn", 1, Integer.MAX_VALUE),
                engine.positive("wake-interval"),
                engine.between("wakes-in-flight-max", 1, 10_000),
                engine.positive("audit-interval"));
    }
}
