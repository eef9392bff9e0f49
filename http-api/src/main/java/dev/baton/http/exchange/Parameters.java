package dev.baton.http.exchange;

import dev.baton.actors.port.Cursor;
import dev.baton.actors.run.Rfc3339;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query of a request, each parameter read once under its rule; what is wrong is collected, as in {@link Fields}. */
public final class Parameters {

    /** Parameters of one request. */
    private static final int COUNT_MAX = 100;

    private static final Pattern CURSOR_ID = Pattern.compile("[A-Za-z0-9._~-]{1,300}");

    private final Map<String, List<String>> values;
    private final List<Fault> faults = new ArrayList<>(0);
    private final Set<String> known = new LinkedHashSet<>();

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** @param query the part after the question mark, as it was sent; null if there is none */
    static Parameters of(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return new Parameters(Map.of());
        }
        Parameters parameters = new Parameters(new LinkedHashMap<>());
        String[] parts = query.split("&", COUNT_MAX + 1);
        if (parts.length > COUNT_MAX) {
            parameters.fault("", "too-many", "the query has more than " + COUNT_MAX + " parameters");
            return parameters;
        }
        for (String part : parts) {
            if (!part.isEmpty()) {
                parameters.add(part);
            }
        }
        return parameters;
    }

    private void add(String part) {
        int equals = part.indexOf('=');
        try {
            String name = URLDecoder.decode(equals < 0 ? part : part.substring(0, equals), StandardCharsets.UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
            values.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
        } catch (IllegalArgumentException e) {
            fault(part, "malformed", "is not percent-encoded UTF-8");
        }
    }

    /** Why the query is refused; ask after everything has been read, since what was not asked for is unknown. */
    public Optional<Refusal> refusal() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                faults.add(Fault.at(
                        name,
                        "unknown-parameter",
                        "is not a parameter of this request",
                        known.isEmpty() ? "There are none." : "Known are " + String.join(", ", known) + "."));
            }
        }
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(ErrorCode.INVALID_PARAMETER, Fields.summary(faults), faults));
    }

    /** Whatever there is, for a route that does not know what comes. */
    public Map<String, List<String>> all() {
        return Map.copyOf(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public @Nullable String text(String name) {
        List<String> all = texts(name);
        if (all.size() > 1) {
            fault(name, "repeated", "must be given once");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    public List<String> texts(String name) {
        known.add(name);
        return values.getOrDefault(name, List.of());
    }

    /** The values of a parameter that may be repeated, or hold several with commas, all out of {@code allowed}. */
    public Set<String> choices(String name, Set<String> allowed) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String value : texts(name)) {
            for (String one : value.split(",", -1)) {
                if (!allowed.contains(one)) {
                    fault(name, "out-of-range", "must be one of " + String.join(", ", allowed));
                }
                chosen.add(one);
            }
        }
        return chosen;
    }

    /** Null if it is not there. */
    public @Nullable String choice(String name, Set<String> allowed) {
        String text = text(name);
        if (text != null && !allowed.contains(text)) {
            fault(name, "out-of-range", "must be one of " + String.join(", ", allowed));
        }
        return text;
    }

    public int integer(String name, int fallback, int min, int max) {
        return (int) number(name, fallback, min, max);
    }

    public long number(String name, long fallback, long min, long max) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        fault(name, "out-of-range", "must be a whole number in " + min + ".." + max);
        return fallback;
    }

    /** Zero if it is not there. */
    public Duration duration(String name, Duration max) {
        String text = text(name);
        if (text == null) {
            return Duration.ZERO;
        }
        try {
            Duration value = Times.duration(text);
            if (!value.isNegative() && value.compareTo(max) <= 0) {
                return value;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // said below
        }
        fault(name, "out-of-range", "must be a duration such as 30s or PT30S, at most " + max.toSeconds() + "s");
        return Duration.ZERO;
    }

    public @Nullable Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeParseException e) {
            fault(name, "out-of-range", "must be an RFC 3339 time such as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    public @Nullable Cursor cursor(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Optional<Cursor> cursor = Cursor.decode(text);
            if (cursor.isPresent()
                    && Rfc3339.storable(cursor.get().at())
                    && CURSOR_ID.matcher(cursor.get().id()).matches()) {
                return cursor.get();
            }
        } catch (DateTimeException | ArithmeticException e) {
            // said below
        }
        fault(name, "out-of-range", "must be the 'next' of an earlier page");
        return null;
    }

    public void fault(String name, String code, String message) {
        faults.add(Fault.at(name, code, message));
    }
}
