package dev.baton.persistence.journal;

import com.typesafe.config.Config;
import dev.baton.persistence.Store;
import dev.baton.persistence.writer.StoreWriter;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** An actor system with the store as its journal. */
final class Node implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(30);

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

    Store store() {
        return Store.get(kit.system());
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
