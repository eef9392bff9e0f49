package dev.baton.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.writer.StoreWriter;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
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

    /** An actor system with the store as its journal. */
    private static final class Node implements AutoCloseable {

        final ActorTestKit kit;

        Node(Config config) {
            kit = ActorTestKit.create(config);
        }

        ActorRef<Notebook.Command> notebook(String id, int snapshotEvery) {
            return kit.spawn(Notebook.create(id, snapshotEvery));
        }

        int add(ActorRef<Notebook.Command> notebook, Object line) {
            CompletionStage<Integer> size =
                    AskPattern.ask(notebook, replyTo -> new Notebook.Add(line, replyTo), WAIT, kit.scheduler());
            return size.toCompletableFuture().join();
        }

        int addAll(ActorRef<Notebook.Command> notebook, List<String> lines) {
            CompletionStage<Integer> size =
                    AskPattern.ask(notebook, replyTo -> new Notebook.AddAll(lines, replyTo), WAIT, kit.scheduler());
            return size.toCompletableFuture().join();
        }

        List<String> lines(ActorRef<Notebook.Command> notebook) {
            CompletionStage<List<String>> lines = AskPattern.ask(notebook, Notebook.Read::new, WAIT, kit.scheduler());
            return new ArrayList<>(lines.toCompletableFuture().join());
        }

        void leave(ActorRef<Notebook.Command> notebook) {
            TestProbe<Object> probe = kit.createTestProbe();
            notebook.tell(new Notebook.Leave());
            probe.expectTerminated(notebook, WAIT);
        }

        long count(String query) {
            return Store.get(kit.system())
                    .reads()
                    .read(session -> {
                        try (ResultSet row = session.statement(query).executeQuery()) {
                            return row.next() ? row.getLong(1) : 0L;
                        }
                    })
                    .toCompletableFuture()
                    .join();
        }

        void execute(String statement) {
            Store.get(kit.system())
                    .writer()
                    .submit(
                            StoreWriter.NO_CELL,
                            0,
                            writes -> writes.statement(statement).executeUpdate())
                    .join();
        }

        @Override
        public void close() {
            kit.shutdownTestKit();
        }
    }
}
