package dev.baton.persistence.codec;

import java.util.Map;

/** Formats as other versions know them, for tests elsewhere. */
public final class FormatsOf {

    private FormatsOf() {}

    /** Of a version that knows the levels up to this one. */
    public static Formats level(int latest) {
        return new Formats(Map.of("made-up.v1", latest));
    }
}
