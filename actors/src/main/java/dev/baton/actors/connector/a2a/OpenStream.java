package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentLine.Follower;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.client.Sent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A stream that outlives the turn that has opened it: what comes while nobody reads is kept for the next reader. */
final class OpenStream implements Follower {

    /** Messages that are kept; a stream that nobody reads for longer is of no use. */
    private static final int AHEAD_MAX = 1_000;

    private final Runnable closed;
    private final Deque<JsonNode> ahead = new ArrayDeque<>();
    private @Nullable Follower reader;
    private @Nullable Sent exchange;
    private boolean ended;
    private boolean over;
    private @Nullable Heard instead;

    /** @param closed run once, when it is over */
    OpenStream(Runnable closed) {
        this.closed = closed;
    }

    /** @param carrier null if nothing was sent */
    synchronized void of(@Nullable Sent carrier) {
        exchange = carrier;
        if (over && carrier != null) {
            carrier.cancel();
        }
    }

    /** From now on this one reads, first what nobody has read; null for nobody yet. */
    synchronized void read(@Nullable Follower by) {
        reader = by;
        while (reader != null && !ahead.isEmpty()) {
            reader.message(ahead.removeFirst());
        }
        if (reader != null && ended) {
            reader.ended(instead);
        }
    }

    /** For the next reader, what this one has just read. */
    synchronized void putBack(JsonNode message) {
        reader = null;
        ahead.addFirst(message);
    }

    @Override
    public synchronized void message(JsonNode message) {
        if (over) {
            return;
        }
        if (reader != null) {
            reader.message(message);
        } else if (ahead.size() < AHEAD_MAX) {
            ahead.addLast(message);
        } else {
            close();
        }
    }

    @Override
    public synchronized void ended(@Nullable Heard came) {
        boolean first = !over;
        ended = true;
        over = true;
        instead = came;
        if (first) {
            closed.run();
            if (reader != null) {
                reader.ended(came);
            }
        }
    }

    /** Whoever reads hears nothing any more, not even that it has ended. */
    synchronized void close() {
        if (!over) {
            over = true;
            closed.run();
        }
        reader = null;
        ahead.clear();
        if (exchange != null) {
            exchange.cancel();
        }
    }
}
