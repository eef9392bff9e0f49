package dev.baton.http;

import java.util.List;

/** Whether this node can work; answered from memory, never by asking the store. */
@FunctionalInterface
public interface NodeHealth {

    List<Check> checks();

    /**
     * @param name such as {@code store} or {@code cluster}
     * @param detail why it does not pass, for operators; empty if it does
     */
    record Check(String name, boolean passed, String detail) {}
}
