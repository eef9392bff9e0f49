package dev.baton.http.resource;

import dev.baton.actors.port.RunFilter;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunStatus;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which runs a caller means, as a query or the body of a request says it. */
final class RunFilters {

    static final Set<String> STATUSES = codes(RunStatus.values(), RunStatus::code);
    static final Set<String> ERROR_KINDS = codes(ErrorKind.values(), ErrorKind::code);

    /** A run is woken much sooner after its time. */
    static final Duration STUCK_AFTER = Duration.ofMinutes(1);

    private static final Set<String> PARKED = Set.of(RunStatus.WAITING.code(), RunStatus.PAUSED.code());

    private RunFilters() {}

    private static <T> Set<String> codes(T[] all, Function<T, String> code) {
        return Stream.of(all).map(code).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @param now for those who ask for stuck runs */
    static RunFilter of(Parameters query, Instant now) {
        boolean stuck = query.choice("stuck", Set.of("true")) != null;
        Set<String> statuses = query.choices("status", STATUSES);
        return new RunFilter(
                stuck && statuses.isEmpty() ? PARKED : statuses,
                query.text("workflow"),
                version(query),
                labels(query),
                query.text("parent"),
                query.text("root"),
                query.choice("errorKind", ERROR_KINDS),
                query.instant("startedAfter"),
                query.instant("startedBefore"),
                stuck ? now.minus(STUCK_AFTER) : null);
    }

    static RunFilter of(Fields body) {
        Map<String, String> labels = body.labels("labels");
        if (labels.size() > RunFilter.LABELS_MAX) {
            body.fault("labels", "too-many", "must have at most " + RunFilter.LABELS_MAX + " labels");
            labels = Map.of();
        }
        String errorKind = body.text("errorKind", Names.CHARS_MAX);
        if (errorKind != null && !ERROR_KINDS.contains(errorKind)) {
            body.fault("errorKind", "out-of-range", "must be one of " + String.join(", ", ERROR_KINDS));
        }
        return new RunFilter(
                body.choices("status", STATUSES),
                body.text("workflow", Names.CHARS_MAX),
                body.integer("version", 1, Integer.MAX_VALUE),
                labels,
                body.text("parent", Names.CHARS_MAX),
                body.text("root", Names.CHARS_MAX),
                errorKind,
                body.instant("startedAfter"),
                body.instant("startedBefore"));
    }

    private static @Nullable Integer version(Parameters query) {
        int version = query.integer("version", 0, 1, Integer.MAX_VALUE);
        return version == 0 ? null : version;
    }

    static Map<String, String> labels(Parameters query) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : query.texts("label")) {
            int colon = label.indexOf(':');
            if (colon < 1) {
                query.fault("label", "out-of-range", "must be name:value");
            } else {
                labels.put(label.substring(0, colon), label.substring(colon + 1));
            }
        }
        if (labels.size() > RunFilter.LABELS_MAX) {
            query.fault("label", "too-many", "must be given at most " + RunFilter.LABELS_MAX + " times");
            return Map.of();
        }
        return labels;
    }
}
