package dev.baton.actors.connector.client;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;

/** The body of a request in the making. */
public final class BodyStream extends OutputStream {

    /** The body is longer than the client sends. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(int bytesMax) {
            super("longer than " + bytesMax + " bytes");
        }
    }

    private final ByteBuf buffer;
    private final int bytesMax;
    private final int start;

    BodyStream(ByteBuf buffer, int bytesMax) {
        this.buffer = buffer;
        this.bytesMax = bytesMax;
        this.start = buffer.writerIndex();
    }

    @Override
    public void write(int value) throws IOException {
        requireRoom(1);
        buffer.writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireRoom(length);
        buffer.writeBytes(bytes, offset, length);
    }

    private void requireRoom(int more) throws TooLong {
        if (buffer.writerIndex() - start > bytesMax - more) {
            throw new TooLong(bytesMax);
        }
    }
}
