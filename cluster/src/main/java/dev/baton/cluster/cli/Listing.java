package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A list of the API, read page by page up to what the user wants to see. */
final class Listing {

    private static final int PAGE_MAX = 200;
    private static final String NEXT = "nextCursor";

    private final String path;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Listing(String path) {
        this.path = path;
    }

    Listing with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
        return this;
    }

    /** @return {@code items}, and {@code nextCursor} if there are more than {@code limit} */
    ObjectNode read(Api api, int limit) {
        ObjectNode all = Api.JSON.createObjectNode();
        ArrayNode items = all.putArray("items");
        String cursor = null;
        do {
            JsonNode page = api.get(query(cursor, Math.min(PAGE_MAX, limit - items.size())));
            page.path("items").forEach(items::add);
            cursor = page.hasNonNull(NEXT) ? page.path(NEXT).asText() : null;
        } while (cursor != null && items.size() < limit);
        if (cursor != null) {
            all.put(NEXT, cursor);
        }
        return all;
    }

    private String query(@Nullable String cursor, int limit) {
        StringJoiner query = new StringJoiner("&", path + "?", "");
        parameters.forEach((name, value) -> query.add(name + "=" + Api.part(value)));
        query.add("limit=" + limit);
        if (cursor != null) {
            query.add("cursor=" + Api.part(cursor));
        }
        return query.toString();
    }
}
