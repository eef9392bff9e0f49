package dev.baton.actors.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.config.EngineSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of the schedules that are due, a node looks at those of its shards, and of shards that nobody has if that is its task. */
class ScheduleClockTest {

    private static final List<ScheduleKey> DUE = IntStream.range(0, 40)
            .mapToObj(n -> new ScheduleKey("default", "s" + n))
            .toList();
    private static final CellSet LOW = cells(0, 10);
    private static final CellSet MIDDLE = cells(10, 20);

    private static CellSet cells(int from, int to) {
        return CellSet.of(DUE.subList(from, to).stream().mapToInt(key -> Cells.of("default/" + key.name())));
    }

    private static Set<String> in(CellSet... cells) {
        return DUE.stream()
                .filter(key -> List.of(cells).stream().anyMatch(set -> set.contains(Cells.of("default/" + key.name()))))
                .map(ScheduleKey::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Land(CellSet held, CellSet orphans) implements Territory {
        @Override
        public CompletionStage<CellSet> abandoned() {
            return CompletableFuture.completedStage(orphans);
        }

        @Override
        public void onGained(IntConsumer listener) {}

        @Override
        public void onGivenUp(IntConsumer listener) {}
    }

    /** All are always due; the first are never dealt with, and stay in front. */
    private static final class Store implements ScheduleStore {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public CompletionStage<List<ScheduleKey>> due(Instant now, int limit) {
            asked.incrementAndGet();
            return CompletableFuture.completedStage(DUE.subList(0, Math.min(limit, DUE.size())));
        }

        @Override
        public CompletionStage<Optional<ScheduleState>> get(ScheduleKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> append(ScheduleChange change, ScheduleState next, @Nullable Instant wakeAt) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<ScheduleState>> list(String tenant, @Nullable String afterName, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<ScheduleChange>> history(ScheduleKey key, @Nullable Long before, int limit) {
            throw new UnsupportedOperationException();
        }
    }

    private static Set<String> woken(Territory territory) {
        ActorTestKit kit = ActorTestKit.create();
        try {
            Set<String> woken = ConcurrentHashMap.newKeySet();
            Store store = new Store();
            kit.spawn(ScheduleClock.create(
                    listener -> {},
                    key -> {
                        woken.add(key.name());
                        return CompletableFuture.completedStage(true);
                    },
                    store,
                    territory,
                    EngineSettings.of(ConfigFactory.load()),
                    InstantSource.system()));
            Integer ignored = kit.createTestProbe().awaitAssert(Duration.ofSeconds(30), () -> {
                assertThat(store.asked.get()).isGreaterThan(2);
                return store.asked.get();
            });
            return new TreeSet<>(woken);
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void aNodeLooksAtTheSchedulesOfItsShardsAndNotAtThoseOfOthers() {
        assertThat(in(LOW)).isNotEmpty().hasSizeLessThan(DUE.size());
        assertThat(woken(new Land(LOW, CellSet.NONE))).isEqualTo(in(LOW));
    }

    @Test
    void whoeverLooksAfterShardsThatNobodyHasLooksAtTheirSchedulesToo() {
        assertThat(woken(new Land(LOW, MIDDLE))).isEqualTo(in(LOW, MIDDLE));
    }
}
