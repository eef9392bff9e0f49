package dev.baton.actors.port;

import java.time.Duration;
import java.util.function.Function;

/**
 * A version of a definition that this node cannot read, since a newer Baton wrote it: while a cluster is upgraded, newer
 * nodes can. It is there, so whoever asks for it must not be told that there is none.
 */
public final class UnreadableDefinition extends StoreException {

    /** This node will never read it; another one may be asked at once, and this one is replaced some time. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /**
     * @param what its kind, name and version
     * @param reason what in it is not known here
     */
    public UnreadableDefinition(String what, String reason) {
        super(
                "definition-unreadable",
                "This node is older than the Baton that wrote " + what + ", and cannot read it (" + reason
                        + "): ask a newer node, or upgrade this one.");
    }

    /**
     * Reads a definition that any version may have written.
     *
     * @param reader fails with what in it is not known here
     * @throws UnreadableDefinition if it fails
     */
    public static <T> T read(String what, String canonical, Function<String, T> reader) {
        try {
            return reader.apply(canonical);
        } catch (RuntimeException unknown) {
            throw new UnreadableDefinition(what, String.valueOf(unknown.getMessage()));
        }
    }

    /** When to look again. */
    public Duration retryAfter() {
        return RETRY_AFTER;
    }
}
