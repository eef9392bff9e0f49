package dev.baton.http.mcp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A version of the protocol, as far as it matters here. */
enum Era {
    /** Each request says everything about itself. */
    STATELESS("2026-07-28"),
    /** A client introduces itself once, and has a session from then on. */
    SESSIONS("2025-11-25");

    /** Clients that ask for this older one get along with what they are answered. */
    private static final String BEFORE = "2025-06-18";

    static final List<String> SUPPORTED = Stream.concat(Stream.of(values()).map(era -> era.version), Stream.of(BEFORE))
            .toList();

    private final String version;

    Era(String version) {
        this.version = version;
    }

    String version() {
        return version;
    }

    static Optional<Era> of(String version) {
        return version.equals(BEFORE)
                ? Optional.of(SESSIONS)
                : Stream.of(values()).filter(era -> era.version.equals(version)).findFirst();
    }
}
