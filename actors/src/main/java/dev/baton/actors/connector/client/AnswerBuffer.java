package dev.baton.actors.connector.client;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects the body of one answer after the other. Small ones share one array; what a large one takes is counted, and
 * goes away with it.
 */
final class AnswerBuffer {

    static final int SMALL_BYTES_MAX = 64 * 1024;
    private static final int FIRST_BYTES = 4 * 1024;

    private final AnswerMemory memory;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int counted;

    AnswerBuffer(AnswerMemory memory) {
        this.memory = memory;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Makes room for more. @return false if the memory for answers is used up */
    boolean room(int more, int bytesMax) {
        int needed = length + more;
        if (needed <= bytes.length) {
            return true;
        }
        int capacity = Math.min(Math.max(needed, Math.min(bytes.length, 1 << 29) * 2), Math.max(bytesMax, needed));
        if (capacity > SMALL_BYTES_MAX) {
            if (!memory.take(capacity - counted)) {
                return false;
            }
            counted = capacity;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    void append(ByteBuf from, int count) {
        from.readBytes(bytes, length, count);
        length += count;
    }

    /** The next answer starts from nothing. */
    void clear() {
        length = 0;
        memory.giveBack(detach());
    }

    /**
     * Lets go of a large array, which somebody else goes on using; a small one is used again for the next answer.
     *
     * @return how much to give back to the memory when it is not needed any more; 0 for a small one
     */
    int detach() {
        int owed = counted;
        if (owed > 0) {
            bytes = new byte[FIRST_BYTES];
            counted = 0;
        }
        length = 0;
        return owed;
    }
}
