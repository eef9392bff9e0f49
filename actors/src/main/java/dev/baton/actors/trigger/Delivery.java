package dev.baton.actors.trigger;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in.
 *
 * @param headers by lower-case name, each with all its values
 * @param body the very bytes that were sent: these are what is signed
 */
@SuppressWarnings("ArrayRecordComponent") // On its way to be verified; nobody compares or changes it.
public record Delivery(Map<String, List<String>> headers, byte[] body) {

    public Delivery {
        Map<String, List<String>> copied = new TreeMap<>();
        headers.forEach((name, values) -> copied.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = copied;
    }

    /** Null if it is not there, or there more than once: then it is not clear which of them is meant. */
    @Nullable
    String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }
}
