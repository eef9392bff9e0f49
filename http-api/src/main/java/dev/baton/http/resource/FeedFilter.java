package dev.baton.http.resource;

import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.run.EventType;
import dev.baton.http.exchange.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events of the feed somebody wants.
 *
 * @param types as the history has them; empty for all
 * @param payloads whether contents go along
 */
record FeedFilter(
        String tenant,
        Set<String> types,
        @Nullable String workflow,
        @Nullable String run,
        Map<String, String> labels,
        boolean payloads) {

    static FeedFilter of(String tenant, Parameters query) {
        return new FeedFilter(
                tenant,
                types(query),
                query.text("workflow"),
                query.text("run"),
                RunFilters.labels(query),
                query.choice("include", Set.of("payloads")) != null);
    }

    /** As the history has them, or as the events do. */
    private static Set<String> types(Parameters query) {
        return query.texts("type").stream()
                .flatMap(text -> List.of(text.split(",", -1)).stream())
                .map(type -> type.startsWith(CloudEventJson.TYPE) ? type.substring(CloudEventJson.TYPE.length()) : type)
                .collect(Collectors.toSet());
    }

    List<FeedEvent> of(FeedEntry entry) {
        boolean meant = (workflow == null || workflow.equals(entry.workflow()))
                && (run == null || run.equals(entry.run().runId()))
                && entry.labels().entrySet().containsAll(labels.entrySet());
        return meant
                ? entry.events().stream()
                        .filter(event -> types.isEmpty() || types.contains(EventType.of(event.event())))
                        .toList()
                : List.of();
    }

    /** The same as the query of a URL, with an & at its end; empty for everything. */
    String query() {
        StringJoiner query = new StringJoiner("&", "", "&").setEmptyValue("");
        types.stream().sorted().forEach(type -> query.add("type=" + encoded(type)));
        if (workflow != null) {
            query.add("workflow=" + encoded(workflow));
        }
        if (run != null) {
            query.add("run=" + encoded(run));
        }
        labels.forEach((name, value) -> query.add("label=" + encoded(name + ":" + value)));
        if (payloads) {
            query.add("include=payloads");
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
