package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.CanonicalJson;
import org.jspecify.annotations.Nullable;

/**
 * What a model read and said in one turn, by reference: an event holds its hash and size, the text stands beside the
 * events, and is deleted some time after the run has ended. Nobody goes on from it then.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits, of its canonical JSON
 * @param size of that in bytes
 * @param kept whether it stays for a while after the run's end, and may be shown
 * @param text null if it is deleted
 */
public record Contents(
        String digest, int size, boolean kept, @Nullable Payload text) {

    public static final String MEDIA_TYPE = "application/json";

    public static Contents of(JsonNode text, boolean kept) {
        return new Contents(
                "sha256:" + CanonicalJson.digest(text), CanonicalJson.bytes(text).length, kept, new Payload(text));
    }
}
