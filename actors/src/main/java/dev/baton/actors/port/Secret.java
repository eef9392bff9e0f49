package dev.baton.actors.port;

import java.nio.charset.StandardCharsets;

/**
 * A value that must not be written down: not in an event, a log, an error or an answer. No record, so that neither its
 * text form nor a JSON mapper can give it away; whoever needs it says so by {@link #reveal()}.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    public String reveal() {
        return value;
    }

    public byte[] revealBytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
