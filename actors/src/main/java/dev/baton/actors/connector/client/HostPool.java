package dev.baton.actors.connector.client;

import dev.baton.config.HttpClientSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one lane to one host, and the exchanges that wait for one.
 *
 * <p>As long as exchanges wait, either as many connections are in the making, or no more are allowed.
 */
final class HostPool implements Home {

    /** Connections in the making at the same time. */
    static final int DIALS_MAX = 64;

    /** A host's own timeout is cut by this, so that a request is not under way when it strikes. */
    private static final long CLOSE_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Destination destination;
    private final Dialer dialer;
    private final HttpClientSettings settings;
    private final ClientMetrics metrics;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Set<Connection> open = new LinkedHashSet<>();
    private final Set<Http2Session> sessions = new LinkedHashSet<>();
    private int dialing;

    /** Whether the host has spoken HTTP/2: one connection carries many exchanges then. */
    private boolean multiplexed;

    private boolean shut;

    HostPool(Destination destination, Dialer dialer, HttpClientSettings settings, ClientMetrics metrics) {
        this.destination = destination;
        this.dialer = dialer;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public void submit(Exchange exchange) {
        // The connection used last is the least likely to be closed by the host.
        for (Connection free = idle.pollFirst(); free != null; free = idle.pollFirst()) {
            if (free.usable()) {
                free.start(exchange);
                return;
            }
        }
        Http2Session session = usable();
        if (session == null) {
            waiting.addLast(exchange);
            grow();
        } else {
            session.start(exchange);
        }
    }

    private @Nullable Http2Session usable() {
        for (Http2Session session : sessions) {
            if (session.usable()) {
                return session;
            }
        }
        return null;
    }

    /** There may be room for more exchanges. */
    void freed() {
        while (!waiting.isEmpty()) {
            Http2Session session = usable();
            if (session == null) {
                grow();
                return;
            }
            Exchange next = waiting.removeFirst();
            if (!next.over()) {
                session.start(next);
            }
        }
    }

    @Override
    public void idle(Connection connection) {
        for (Exchange next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            if (!next.over()) {
                connection.start(next);
                return;
            }
        }
        idle.addFirst(connection);
    }

    private void grow() {
        while (!shut
                && dialing < waiting.size()
                && dialing < (multiplexed ? 1 : DIALS_MAX)
                && open.size() + sessions.size() + dialing < settings.connectionsMax()) {
            dialing++;
            dialer.dial(this, destination);
        }
    }

    void dialed(Connection connection) {
        dialing--;
        open.add(connection);
        metrics.opened();
        if (shut) {
            connection.close();
        } else {
            idle(connection);
        }
    }

    void dialed(Http2Session session) {
        dialing--;
        multiplexed = true;
        sessions.add(session);
        metrics.opened();
        if (shut) {
            session.abandon(new Answer.Cancelled());
        } else {
            freed();
        }
    }

    void failed(Answer answer) {
        dialing--;
        Exchange first = waiting.pollFirst();
        while (first != null && first.over()) {
            first = waiting.pollFirst();
        }
        if (first != null) {
            first.complete(answer);
        }
        grow();
    }

    void closed(Http2Session session) {
        if (sessions.remove(session)) {
            metrics.closed();
        }
        grow();
    }

    @Override
    public void closed(Connection connection) {
        if (open.remove(connection)) {
            metrics.closed();
        }
        idle.remove(connection);
        grow();
    }

    @Override
    public long idleUntil(long hostSeconds) {
        long own = settings.idleTimeout().toNanos();
        long hosts = hostSeconds > TimeUnit.NANOSECONDS.toSeconds(own)
                ? own
                : Math.max(0, TimeUnit.SECONDS.toNanos(hostSeconds) - CLOSE_MARGIN_NANOS);
        return System.nanoTime() + Math.min(own, hosts);
    }

    /** Ends what is due, and closes what nobody has used for long. */
    void sweep(long nanoTime) {
        List<Exchange> due = new ArrayList<>(0);
        waiting.removeIf(exchange -> exchange.over() || (exchange.due(nanoTime) && due.add(exchange)));
        due.forEach(exchange -> exchange.abort(new Answer.TimedOut()));
        for (Connection connection : open.toArray(Connection[]::new)) {
            connection.expire(nanoTime);
        }
        for (Http2Session session : sessions.toArray(Http2Session[]::new)) {
            session.expire(nanoTime);
        }
    }

    boolean unused() {
        return open.isEmpty() && sessions.isEmpty() && waiting.isEmpty() && dialing == 0;
    }

    void shut(Answer answer) {
        shut = true;
        for (Exchange next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            next.abort(answer);
        }
        for (Connection connection : open.toArray(Connection[]::new)) {
            connection.abandon(answer);
        }
        for (Http2Session session : sessions.toArray(Http2Session[]::new)) {
            session.abandon(answer);
        }
    }
}
