package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Follower;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.WatchedWork;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says one message, and hears what the agent says to it first. If that comes in a stream, the rest is for the next turn. */
final class Saying implements Follower {

    /** Statuses of an agent that has no such thing as a stream, whatever its card says. */
    private static final Set<Integer> STREAMLESS = Set.of(404, 405, 501);

    private final Peer to;
    private final Dialect.Message message;
    private final WatchedWork work;
    private final Streams streams;
    private final Consumer<Reply> first;
    private volatile @Nullable OpenStream open;

    /** @param first called at most once, unless the work fails */
    Saying(Peer to, Dialect.Message message, WatchedWork work, Streams streams, Consumer<Reply> first) {
        this.to = to;
        this.message = message;
        this.work = work;
        this.streams = streams;
        this.first = first;
    }

    void begin() {
        OpenStream stream = to.streaming() ? streams.open() : null;
        if (stream == null) {
            send();
            return;
        }
        open = stream;
        stream.read(this);
        stream.of(work.follow(to.dialect().stream(to, message), Following.STREAM_MAX, stream));
    }

    private void send() {
        work.ask(to.dialect().send(to, message), work::failFirst, answer -> heard(answer, false));
    }

    private void heard(JsonNode body, boolean streamed) {
        Reply reply;
        try {
            reply = Update.of(to.dialect(), body).first();
        } catch (Unreadable e) {
            work.fail(e.kind(), work.name() + ": " + e.getMessage());
            return;
        }
        if (streamed && reply instanceof Reply.Refused refused && refused.unknown()) {
            // The card promises too much. Nothing of the message was taken.
            close();
            send();
        } else {
            first.accept(reply);
        }
    }

    @Override
    public void message(JsonNode said) {
        OpenStream stream = open;
        if (stream != null) {
            stream.putBack(said);
        }
        work.guarded(() -> heard(said, true));
    }

    @Override
    public void ended(@Nullable Heard instead) {
        work.guarded(() -> {
            switch (instead) {
                case Heard.Json whole -> heard(whole.body(), true);
                case Heard.Nothing nothing when STREAMLESS.contains(nothing.status()) -> send();
                case Heard.Nothing nothing -> work.failFirst(nothing);
                case null -> throw new IllegalStateException("a stream with a message ended without one");
            }
        });
    }

    /** What else comes is for the next turn of the attempt. */
    void handOn(Callbacks.Subject attempt) {
        OpenStream stream = open;
        if (stream != null) {
            open = null;
            streams.keep(attempt, stream);
        }
    }

    void close() {
        OpenStream stream = open;
        if (stream != null) {
            stream.close();
        }
    }
}
