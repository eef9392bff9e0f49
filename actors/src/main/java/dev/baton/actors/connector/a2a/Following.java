package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Follower;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.WatchedWork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a task, stream after stream: passes on what the agent says, and tells when the task is to be asked about. What
 * it has come to is never taken from a stream, so that nothing depends on having heard all of it.
 */
final class Following implements Follower {

    /** Of one stream: a connection that is dead without anybody knowing is noticed after that. */
    static final Duration STREAM_MAX = Duration.ofMinutes(2);

    /** In a row without a single message. */
    private static final int EMPTY_MAX = 3;

    private final Peer peer;
    private final String task;
    private final @Nullable String asked;
    private final WatchedWork work;
    private final Streams streams;
    private final Words words;
    private final Runnable look;
    private volatile @Nullable OpenStream open;
    private volatile boolean hopeless;
    private boolean heard;
    private int empty;

    /**
     * @param asked the stamp of the question that was answered last; null before any was
     * @param look has the task asked about; called at most once for each {@link #begin}
     */
    Following(
            Peer peer,
            String task,
            @Nullable String asked,
            WatchedWork work,
            Streams streams,
            Words words,
            Runnable look) {
        this.peer = peer;
        this.task = task;
        this.asked = asked;
        this.work = work;
        this.streams = streams;
        this.words = words;
        this.look = look;
        this.hopeless = !peer.streaming();
    }

    /** Whether the agent may be listened to when it is not just now. */
    boolean hopeful() {
        return !hopeless;
    }

    /** @return false if there is no listening to the task, so that it is to be asked about */
    boolean begin(Callbacks.Subject attempt) {
        OpenStream kept = streams.take(attempt);
        OpenStream stream = kept != null ? kept : hopeless ? null : streams.open();
        if (stream == null) {
            return false;
        }
        open = stream;
        heard = false;
        if (kept == null) {
            stream.of(work.follow(peer.dialect().subscribe(peer, task), STREAM_MAX, stream));
        }
        stream.read(this);
        return true;
    }

    void close() {
        OpenStream stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public void message(JsonNode message) {
        heard = true;
        empty = 0;
        try {
            Update update = Update.of(peer.dialect(), message);
            update.saids().forEach(words::say);
            if (!(update.reply() instanceof Reply.Task now)) {
                giveUp();
            } else if (!now.state().underWay() && !now.isAnswered(asked)) {
                close();
                look.run();
            }
        } catch (Unreadable e) {
            giveUp();
        }
    }

    /** Asked about it, the agent says what is the matter. */
    private void giveUp() {
        hopeless = true;
        close();
        look.run();
    }

    @Override
    public void ended(@Nullable Heard instead) {
        if (!heard && ++empty >= EMPTY_MAX) {
            hopeless = true;
        }
        if (instead instanceof Heard.Json || (instead instanceof Heard.Nothing nothing && !nothing.again())) {
            hopeless = true;
        }
        look.run();
    }
}
