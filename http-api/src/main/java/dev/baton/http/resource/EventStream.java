package dev.baton.http.resource;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.EventType;
import dev.baton.http.exchange.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through the events of a run: first the history, then what happens live, without gap or
 * duplicate. It listens before it reads the history, so that nothing falls between; and whenever something seems missing
 * it goes back to the history, which always knows.
 */
final class EventStream {

    private static final ByteString END_OF_EVENT = ByteString.fromString("\n\n");
    private static final ByteString HELLO = ByteString.fromString("retry: 1000\n\n");

    private final RunKey run;
    private final boolean contents;
    private final EventPages pages;
    private final Runs runs;
    private final LiveEvents live;
    private long last;
    private boolean greeted;
    private boolean ended;
    private boolean readsHistory = true;
    private boolean nudged;
    private volatile @Nullable CompletionStage<Runnable> listening;
    private volatile boolean closed;

    /**
     * @param contents whether what models read and said is shown
     * @param onOverrun called when the subscriber is too slow to be kept
     */
    EventStream(
            RunKey run, long after, boolean contents, EventPages pages, Runs runs, int commitsMax, Runnable onOverrun) {
        this.run = run;
        this.contents = contents;
        this.last = after;
        this.pages = pages;
        this.runs = runs;
        this.live = new LiveEvents(commitsMax, onOverrun);
    }

    /** The next part of the stream; empty at its end. Called again only when the part before has been taken. */
    CompletionStage<Optional<Pair<EventStream, ByteString>>> next() {
        if (!greeted) {
            greeted = true;
            return part(HELLO);
        }
        if (ended) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return readsHistory ? listen().thenCompose(ignored -> fromHistory()) : fromLive();
    }

    private CompletionStage<Runnable> listen() {
        CompletionStage<Runnable> before = listening;
        if (before != null) {
            return before;
        }
        CompletionStage<Runnable> started = runs.listen(run, live);
        listening = started;
        return started.thenApply(stop -> {
            if (closed) {
                stop.run();
            }
            return stop;
        });
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> fromHistory() {
        return pages.after(run, last, EventRoutes.EVENTS_USUAL).thenCompose(page -> {
            readsHistory = page.more();
            boolean missed = nudged && !page.events().isEmpty();
            nudged = false;
            if (missed) {
                stopListening();
                readsHistory = true;
            }
            if (page.events().isEmpty()) {
                return next();
            }
            EventPages.Numbered newest = page.events().get(page.events().size() - 1);
            ended = !page.more() && EventJson.ends(newest.event());
            return send(page.events());
        });
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> fromLive() {
        return live.next().thenCompose(item -> {
            if (item.isEmpty()) {
                nudged = true;
                return lookBack();
            }
            return switch (item.get()) {
                case LiveEvents.Item.Said said -> part(words(said.speech()));
                case LiveEvents.Item.Of(Commit commit) ->
                    commit.firstEvent() > last + 1 ? lookBack() : fromLive(commit);
            };
        });
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> lookBack() {
        readsHistory = true;
        return next();
    }

    /** Without a number: it is no event of the run, and nobody can ask for it again. */
    private static ByteString words(Speech speech) {
        return ByteString.fromString("event: words\ndata: ")
                .concat(Json.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("path", speech.path());
                    out.writeStringField("message", speech.message());
                    out.writeStringField("words", speech.words());
                    out.writeEndObject();
                }))
                .concat(END_OF_EVENT);
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> fromLive(Commit commit) {
        List<EventPages.Numbered> events = EventPages.events(commit, last);
        if (events.isEmpty()) {
            return fromLive();
        }
        ended = EventJson.ends(events.get(events.size() - 1).event());
        return send(events);
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> send(List<EventPages.Numbered> events) {
        last = events.get(events.size() - 1).number();
        ByteString bytes = ByteString.emptyByteString();
        for (EventPages.Numbered event : events) {
            bytes = bytes.concat(ByteString.fromString(
                            "id: " + event.number() + "\nevent: " + EventType.of(event.event()) + "\ndata: "))
                    .concat(Json.write(
                            out -> EventJson.write(out, event.commit(), event.number(), event.event(), contents)))
                    .concat(END_OF_EVENT);
        }
        return part(bytes);
    }

    private CompletionStage<Optional<Pair<EventStream, ByteString>>> part(ByteString bytes) {
        return CompletableFuture.completedFuture(Optional.of(Pair.create(this, bytes)));
    }

    /** Looks into the history; if there is more, the listener was lost with the node on which the run lived. */
    void nudge() {
        live.nudge();
    }

    void close() {
        closed = true;
        stopListening();
    }

    private void stopListening() {
        CompletionStage<Runnable> current = listening;
        listening = null;
        if (current != null) {
            current.thenAccept(Runnable::run);
        }
    }
}
