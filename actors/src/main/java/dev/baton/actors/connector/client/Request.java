package dev.baton.actors.connector.client;

import io.netty.buffer.ByteBuf;

/** A whole request in its wire form; made by a {@link RequestHead}, sent once, its memory then belongs to the client. */
public final class Request {

    private final Destination destination;
    private final ByteBuf bytes;
    private final int start;

    Request(Destination destination, ByteBuf bytes) {
        this.destination = destination;
        this.bytes = bytes;
        this.start = bytes.readerIndex();
    }

    Destination destination() {
        return destination;
    }

    ByteBuf bytes() {
        return bytes;
    }

    /** Whether not a single byte has left. */
    boolean untouched() {
        return bytes.readerIndex() == start;
    }
}
