package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.WebhookStore;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.actors.webhook.WebhookState;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.codec.Encoded;
import dev.baton.persistence.sql.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The feed of all commits, and webhooks that read it, on both databases. */
class FeedTableTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final WebhookKey KEY = new WebhookKey("default", "audit");

    @TempDir
    Path folder;

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** As the journal writes it. */
    private static CompletableFuture<Long> commit(Store store, String tenant, String run, long number) {
        Commit commit = new Commit(
                tenant,
                "dev",
                Principal.SYSTEM,
                NOON,
                "signal:s",
                number,
                List.of(new RunEvent.SignalReceived("s", Payload.NULL, "id" + number)),
                null);
        Encoded encoded = store.codec().encode(commit);
        String id = "Run|" + tenant + "/" + run;
        JournalRow row = new JournalRow(
                id,
                number,
                Cells.ofPersistenceId(id),
                number,
                number,
                Instant.now().toEpochMilli() * 1_000,
                "w",
                1,
                encoded.manifest(),
                encoded.bytes(),
                null);
        return store.writer().submit(row.cell(), 0, writes -> {
            JournalTable.insert(writes, row);
            RunIndexTable.put(writes, indexed(tenant, run));
            if (writes.feeds(row.cell())) {
                FeedTable.insert(writes, row);
            }
            return number;
        });
    }

    private static RunIndexRow indexed(String tenant, String run) {
        return new RunIndexRow(
                tenant,
                run,
                "dev",
                "flow",
                1,
                "d",
                "running",
                Map.of("a", "b"),
                0,
                null,
                null,
                NOON,
                NOON,
                null,
                null,
                null);
    }

    private static WebhookState apply(Store store) {
        return join(store.webhookStates().apply(KEY, 1, null, NOON, "dana"));
    }

    /** The numbers of all events, page by page. */
    private static List<Long> numbers(Store store, String tenant, FeedPosition from) {
        List<Long> numbers = new ArrayList<>();
        EventFeed.Page page = join(store.feed().read(tenant, from, 3));
        while (true) {
            page.entries().forEach(entry -> entry.events().forEach(event -> numbers.add(event.number())));
            if (!page.more()) {
                return numbers;
            }
            page = join(store.feed().read(tenant, page.next(), 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void commits_are_in_the_feed_while_there_is_a_webhook_and_else_cost_nothing(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            commit(store, "default", "r", 1).join();
            assertThat(Rows.count(store, "feed")).isZero();

            WebhookState webhook = apply(store);
            for (long number = 2; number <= 9; number++) {
                commit(store, "default", "r", number).join();
            }
            commit(store, "other", "r", 1).join();
            assertThat(numbers(store, "default", webhook.next())).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(numbers(store, "default", FeedPosition.START)).hasSize(8);
            assertThat(numbers(store, "other", FeedPosition.START)).containsExactly(1L);

            EventFeed.Page page = join(store.feed().read("default", webhook.next(), 2));
            FeedPosition within = page.entries().getFirst().events().getFirst().next();
            assertThat(FeedPosition.decode(within.encode())).contains(within);
            assertThat(numbers(store, "default", within)).startsWith(3L);

            assertThat(numbers(
                            store,
                            "default",
                            join(store.feed().since(Instant.now().minusSeconds(600)))))
                    .hasSize(8);
            assertThat(numbers(
                            store,
                            "default",
                            join(store.feed().since(Instant.now().plusSeconds(600)))))
                    .isEmpty();

            join(store.webhookStates().remove(KEY));
            commit(store, "default", "r", 10).join();
            assertThat(Rows.count(store, "feed")).isEqualTo(9);
            assertThat(join(store.feed().trim(Duration.ofMinutes(-1), Instant.now())))
                    .isEqualTo(9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_missed_that_is_committed_once_a_webhook_is_acknowledged(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Store applies = TestStore.open(config);
                Store writes = kind == TestStore.SQLITE ? applies : TestStore.open(config)) {
            List<CompletableFuture<Long>> before = new ArrayList<>();
            CompletableFuture<WebhookState> applied = null;
            long number = 1;
            for (; applied == null || !applied.isDone(); number++) {
                before.add(commit(writes, "default", "r" + number % 40, number));
                if (number == 100) {
                    applied = applies.webhookStates()
                            .apply(KEY, 1, null, NOON, "dana")
                            .toCompletableFuture();
                }
                if (number % 50 == 0) {
                    before.getLast().join();
                }
            }
            long first = number;
            List<Long> later = new ArrayList<>();
            for (; number < first + 200; number++) {
                later.add(number);
                commit(writes, "default", "r" + number % 40, number).join();
            }
            assertThat(numbers(writes, "default", applied.join().next()))
                    .containsAll(later)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_commit_that_takes_long_is_waited_for_and_never_comes_behind_a_reader() throws Exception {
        Config config = TestStore.POSTGRESQL.fresh(folder);
        Dialect dialect = Dialect.of(StoreSettings.of(config));
        try (Store store = TestStore.open(config);
                Connection slow = dialect.openWriter(false);
                Statement statement = slow.createStatement()) {
            WebhookState webhook = apply(store);
            commit(store, "default", "r", 1).join();
            statement.execute("INSERT INTO feed(turn, place, tenant, run_id, seq_nr, at)"
                    + " SELECT pg_current_xact_id()::text::bigint, 1, 'default', 'r', 1, 0");
            commit(store, "default", "r", 2).join();
            assertThat(numbers(store, "default", webhook.next())).containsExactly(1L);
            FeedPosition position =
                    join(store.feed().read("default", webhook.next(), 10)).next();

            slow.commit();
            assertThat(numbers(store, "default", position)).containsExactly(1L, 2L);
        }
    }

    @Test
    void a_database_that_was_made_anew_goes_on_behind_what_was_read() {
        Config config = TestStore.POSTGRESQL.fresh(folder);
        FeedPosition position;
        try (Store store = TestStore.open(config)) {
            apply(store);
            commit(store, "default", "r", 1).join();
            // As if the numbers of transactions had been far ahead on the server before.
            Rows.execute(store, "UPDATE feed SET turn = turn + 1000000000");
            position = new FeedPosition(Rows.number(store, "SELECT max(turn) FROM feed"), 2, 0);
        }
        try (Store store = TestStore.open(config)) {
            commit(store, "default", "r", 2).join();
            assertThat(numbers(store, "default", position)).containsExactly(2L);
            assertThat(numbers(store, "default", FeedPosition.START)).containsExactly(1L, 2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoever_has_lost_a_webhook_to_another_writes_nothing_for_it_any_more(TestStore kind) {
        try (Store store = TestStore.open(kind.fresh(folder))) {
            WebhookStore webhooks = store.webhookStates();
            WebhookState mine = join(webhooks.claim(apply(store))).orElseThrow();
            WebhookDelivery delivery = new WebhookDelivery(
                    KEY, "r-1", "r", 1, "run-completed", NOON, WebhookDelivery.Status.PENDING, NOON, 0, List.of());
            WebhookStore.Planned planned =
                    new WebhookStore.Planned(List.of(delivery), new FeedPosition(7, 1, 3), null, false);
            assertThat(webhooks.isMine(mine)).isTrue();
            assertThat(join(webhooks.plan(mine, planned))).isTrue();
            assertThat(join(webhooks.get(KEY)).orElseThrow().next()).isEqualTo(new FeedPosition(7, 1, 3));

            WebhookState theirs = join(webhooks.claim(mine)).orElseThrow();
            assertThat(join(webhooks.claim(mine))).isEmpty();
            DeliveryTry tried = new DeliveryTry(NOON, 200, null, 5);
            WebhookStore.Settled delivered =
                    new WebhookStore.Settled(WebhookDelivery.Status.DELIVERED, null, null, null, null);
            assertThat(join(webhooks.plan(mine, new WebhookStore.Planned(List.of(), FeedPosition.START, null, false))))
                    .isFalse();
            assertThat(join(webhooks.settle(mine, delivery, tried, delivered))).isFalse();
            assertThat(join(webhooks.due(KEY, NOON, 10))).containsExactly(delivery);

            assertThat(join(webhooks.settle(theirs, delivery, tried, delivered)))
                    .isTrue();
            assertThat(join(webhooks.due(KEY, NOON, 10))).isEmpty();
            assertThat(join(webhooks.delivery(KEY, "r-1")).orElseThrow().tries())
                    .containsExactly(tried);
            assertThat(join(webhooks.get(KEY)).orElseThrow().deliveredAt()).isEqualTo(NOON);
            // Planned once more, it is not sent once more; replayed, it is.
            assertThat(join(webhooks.plan(theirs, planned))).isTrue();
            assertThat(join(webhooks.open(KEY)).count()).isZero();
            assertThat(join(webhooks.again(KEY, "r-1", NOON))).isTrue();
            assertThat(join(webhooks.open(KEY))).isEqualTo(new WebhookStore.Open(1, NOON));
            assertThat(join(webhooks.again(KEY, "r-2", NOON))).isFalse();
            assertThat(join(webhooks.put(KEY, WebhookState.Status.PAUSED, "they move", NOON, "dana")))
                    .isTrue();
            assertThat(join(webhooks.active(10))).isEmpty();
            assertThat(join(webhooks.countByStatus())).isEqualTo(Map.of("paused", 1L));
        }
    }
}
