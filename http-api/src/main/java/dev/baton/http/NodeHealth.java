package dev.baton.http;

import java.time.Duration;
import java.util.List;

/** How this node is; answered from memory, never by asking the store. */
public interface NodeHealth {

    /** Whether it has come up; stays so until it ends. */
    boolean started();

    /** Whether it can take requests now: what must pass for that. */
    List<Check> checks();

    /** How long work that could go on waits for a processor: what the node has accepted is more than it can do by this. */
    Duration delay();

    /**
     * @param name such as {@code store} or {@code cluster}
     * @param detail why it does not pass, for operators; empty if it does
     */
    record Check(String name, boolean passed, String detail) {}
}
