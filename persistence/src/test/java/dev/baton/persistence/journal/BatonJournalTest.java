package dev.baton.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.Config;
import dev.baton.actors.port.ContentsStore;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.Gate;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatonJournalTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void an_entity_comes_back_with_all_it_has_persisted(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Node node = new Node(config)) {
            ActorRef<Notebook.Command> notebook = node.notebook("a", 0);
            for (int line = 1; line <= 7; line++) {
                assertThat(node.add(notebook, "line " + line)).isEqualTo(line);
            }
        }
        try (Node node = new Node(config)) {
            assertThat(node.lines(node.notebook("a", 0)))
                    .containsExactly("line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_replay_longer_than_a_page_keeps_the_order(TestStore kind) {
        Config config = TestStore.with(kind.fresh(folder), Map.of("reader.page", 7));
        List<String> lines =
                IntStream.rangeClosed(1, 50).mapToObj(n -> "line " + n).toList();
        try (Node node = new Node(config)) {
            ActorRef<Notebook.Command> notebook = node.notebook("a", 0);
            assertThat(node.addAll(notebook, lines)).isEqualTo(50);
            node.leave(notebook);
            assertThat(node.lines(node.notebook("a", 0))).isEqualTo(lines);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_snapshot_shortens_the_replay_and_changes_nothing(TestStore kind) {
        Config config = kind.fresh(folder);
        try (Node node = new Node(config)) {
            ActorRef<Notebook.Command> notebook = node.notebook("a", 10);
            for (int line = 1; line <= 25; line++) {
                node.add(notebook, "line " + line);
            }
            node.leave(notebook);
            Awaiting.until(() -> node.count("SELECT max(seq_nr) FROM snapshot") == 20);
            // Without these rows only the snapshot at 20 still knows the first lines.
            node.execute("DELETE FROM journal WHERE seq_nr <= 20");
            assertThat(node.lines(node.notebook("a", 10)))
                    .hasSize(25)
                    .startsWith("line 1", "line 2")
                    .endsWith("line 25");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_event_that_cannot_be_encoded_fails_its_entity_alone(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            ActorRef<Notebook.Command> poisoned = node.notebook("poisoned", 0);
            ActorRef<Notebook.Command> healthy = node.notebook("healthy", 0);
            assertThat(node.add(poisoned, "good")).isEqualTo(1);
            TestProbe<Integer> nobody = node.kit.createTestProbe();
            poisoned.tell(new Notebook.Add(new Object(), nobody.getRef()));
            nobody.expectTerminated(poisoned, WAIT);
            assertThat(node.add(healthy, "still here")).isEqualTo(1);
            assertThat(node.lines(node.notebook("poisoned", 0))).containsExactly("good");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_entity_that_left_amid_a_write_comes_back_with_it(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            ActorRef<Notebook.Command> notebook = node.notebook("a", 0);
            node.add(notebook, "line 1");
            Gate gate = new Gate(node.store().writer());
            TestProbe<Integer> nobody = node.kit.createTestProbe();
            notebook.tell(new Notebook.Add("line 2", nobody.getRef()));
            Awaiting.until(() -> node.store().health().queued() == 1);
            node.kit.stop(notebook, WAIT);
            ActorRef<Notebook.Command> again = node.notebook("a", 0);
            CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(() -> node.lines(again));
            // Others recover meanwhile, as it would if it did not wait for its write.
            for (int other = 0; other < 20; other++) {
                assertThat(node.lines(node.notebook("other" + other, 0))).isEmpty();
            }
            assertThat(lines).isNotDone();
            gate.open();
            assertThat(lines.join()).containsExactly("line 1", "line 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_entity_whose_write_failed_comes_back_by_itself_with_what_the_journal_has(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            ActorRef<Notebook.Command> first = node.notebook("a", 0);
            ActorRef<Notebook.Command> second = node.notebook("a", 0);
            assertThat(node.lines(second)).isEmpty();
            node.add(first, "of the first");
            // The second copy knows nothing of it: its write has a number that is taken.
            TestProbe<Integer> nobody = node.kit.createTestProbe();
            second.tell(new Notebook.Add("of the second", nobody.getRef()));
            Awaiting.until(() -> node.lines(second).equals(List.of("of the first")));
            assertThat(node.add(second, "again")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_commit_is_written_with_its_index_row_and_its_large_payloads(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            ActorRef<Notebook.Command> run = node.notebook("r1", 0);
            Commit first = Commits.started("r1", "x".repeat(100_000));
            node.add(run, first);
            node.add(run, Commits.completed("r1", first.lastEvent() + 1));
            RunKey key = new RunKey("default", "r1");
            Store store = node.store();
            assertThat(store.runs()
                            .get(key)
                            .toCompletableFuture()
                            .join()
                            .orElseThrow()
                            .status())
                    .isEqualTo("completed");
            assertThat(node.count("SELECT count(*) FROM payload")).isEqualTo(1);
            assertThat(node.count("SELECT max(length(payload)) FROM journal")).isLessThan(2_000);
            assertThat(store.history().commits(key, 0, 10).toCompletableFuture().join())
                    .containsExactly(Commits.stored(first), Commits.stored(Commits.completed("r1", 3)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_models_said_goes_when_its_time_is_over_and_the_history_stays(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            Commit kept = Commits.turned("r1", 3, said("kept", true));
            Commit brief = Commits.turned("r1", 4, said("brief", false));
            Commit underWay = Commits.turned("r2", 3, said("brief", false));
            ActorRef<Notebook.Command> ended = node.notebook("r1", 0);
            node.add(ended, Commits.started("r1", "x"));
            node.add(ended, kept);
            node.add(ended, brief);
            node.add(ended, Commits.completed("r1", 5));
            ActorRef<Notebook.Command> running = node.notebook("r2", 0);
            node.add(running, Commits.started("r2", "x"));
            node.add(running, underWay);
            assertThat(node.count("SELECT count(*) FROM contents")).isEqualTo(3);
            assertThat(history(node, "r1")).contains(kept, brief);

            Instant later = Instant.parse("2100-01-01T00:00:00Z");
            Duration forLong = Duration.ofDays(200 * 365);
            ContentsStore contents = node.store().contents();
            assertThat(contents.trim(forLong, later).toCompletableFuture().join())
                    .isEqualTo(1);
            assertThat(history(node, "r1")).contains(kept, Commits.turned("r1", 4, gone(said("brief", false))));
            assertThat(contents.trim(Duration.ofDays(1), later)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(1);

            assertThat(history(node, "r1"))
                    .contains(Commits.turned("r1", 3, gone(said("kept", true))))
                    .hasSize(4);
            assertThat(history(node, "r2")).contains(underWay);
        }
    }

    private static Contents said(String text, boolean kept) {
        return Contents.of(TextNode.valueOf(text), kept);
    }

    private static Contents gone(Contents contents) {
        return new Contents(contents.digest(), contents.size(), contents.kept(), null);
    }

    private static List<Commit> history(Node node, String run) {
        return node.store()
                .history()
                .commits(new RunKey("default", run), 0, 10)
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @EnumSource
    void a_history_is_read_from_any_event_on(TestStore kind) {
        try (Node node = new Node(kind.fresh(folder))) {
            ActorRef<Notebook.Command> run = node.notebook("r1", 0);
            long next = 1;
            for (int n = 0; n < 40; n++) {
                Commit commit = Commits.signals("r1", next, 1 + n % 3);
                node.add(run, commit);
                next = commit.lastEvent() + 1;
            }
            RunKey key = new RunKey("default", "r1");
            for (long after = 0; after < next; after++) {
                List<Commit> rest = node.store()
                        .history()
                        .commits(key, after, 500)
                        .toCompletableFuture()
                        .join();
                long known = after;
                assertThat(rest).allMatch(commit -> commit.lastEvent() > known);
                if (after < next - 1) {
                    assertThat(rest.getFirst().firstEvent()).isLessThanOrEqualTo(after + 1);
                    assertThat(rest.getLast().lastEvent()).isEqualTo(next - 1);
                } else {
                    assertThat(rest).isEmpty();
                }
            }
        }
    }
}
