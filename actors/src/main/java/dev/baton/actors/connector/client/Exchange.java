package dev.baton.actors.connector.client;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One request and its answer. All but {@link #cancel()} happens on the event loop of its lane. */
public final class Exchange implements Sent {

    private final Lane lane;
    private final Request request;
    private final long deadlineNanos;
    private final int bodyBytesMax;
    private final Receiver receiver;
    private final AtomicInteger underWay;
    private @Nullable Connection connection;
    private boolean holdsRequest = true;
    private boolean over;

    Exchange(
            Lane lane,
            Request request,
            long deadlineNanos,
            int bodyBytesMax,
            Receiver receiver,
            AtomicInteger underWay) {
        this.lane = lane;
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.bodyBytesMax = bodyBytesMax;
        this.receiver = receiver;
        this.underWay = underWay;
    }

    /** Ends the exchange: the connection is closed, which is all that HTTP/1.1 can tell the host, or its stream of HTTP/2 is. */
    @Override
    public void cancel() {
        lane.execute(() -> abort(new Answer.Cancelled()));
    }

    Request request() {
        return request;
    }

    int bodyBytesMax() {
        return bodyBytesMax;
    }

    boolean over() {
        return over;
    }

    boolean due(long nanoTime) {
        return deadlineNanos - nanoTime <= 0;
    }

    /** @param carrier null while it waits for a connection */
    void carriedBy(@Nullable Connection carrier) {
        connection = carrier;
    }

    void abort(Answer answer) {
        if (over) {
            return;
        }
        if (connection == null) {
            complete(answer);
        } else {
            connection.abandon(answer);
        }
    }

    /** The request is with the operating system and will not be needed again. */
    void sent() {
        if (holdsRequest) {
            holdsRequest = false;
            request.bytes().release();
        }
    }

    void complete(Answer answer) {
        if (claim()) {
            deliver(answer);
        }
    }

    /** Whoever is told true has to deliver the answer. */
    boolean claim() {
        if (over) {
            return false;
        }
        over = true;
        connection = null;
        sent();
        return true;
    }

    void more(byte[] bytes, int length) {
        if (!over) {
            receiver.more(bytes, length);
        }
    }

    /** On any thread. */
    void deliver(Answer answer) {
        underWay.decrementAndGet();
        receiver.receive(answer);
    }
}
