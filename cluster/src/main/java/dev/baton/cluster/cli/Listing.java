package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A list of the API, read page by page up to what the user wants to see. */
final class Listing {

    private static final int PAGE_MAX = 200;
    private static final String NEXT = "next";

    private final String path;
    private final String key;
    private final String cursorParameter;
    private final List<String> parameters = new ArrayList<>();

    private Listing(String path, String key, String cursorParameter) {
        this.path = path;
        this.key = key;
        this.cursorParameter = cursorParameter;
    }

    /** The list at {@code /v1/KEY}, which the answer calls by the same key. */
    static Listing of(String key) {
        return new Listing("/v1/" + key, key, "cursor");
    }

    /** The list at {@code /v1/PATH}, which the answer calls by another key. */
    static Listing of(String path, String key) {
        return new Listing("/v1/" + path, key, "cursor");
    }

    /** The history of a run, which goes on after a number. */
    static Listing ofEvents(String run) {
        return new Listing("/v1/runs/" + Api.part(run) + "/events", "events", "after");
    }

    Listing with(String name, @Nullable String value) {
        if (value != null) {
            parameters.add(name + "=" + Api.part(value));
        }
        return this;
    }

    JsonNode items(ObjectNode read) {
        return read.path(key);
    }

    /** Prints the list up to {@code limit}, as JSON if that is wanted, else as a table. */
    int print(Console console, Connection connection, int limit, Columns columns) {
        ObjectNode listed = read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(listed.toPrettyString());
        } else {
            columns.table(items(listed)).print(console.out());
        }
        return ExitCode.OK.number();
    }

    /** What the server answers, page after page; {@code next} if there is more than {@code limit}. */
    ObjectNode read(Api api, int limit) {
        ObjectNode all = Api.JSON.createObjectNode();
        ArrayNode items = all.putArray(key);
        String cursor = null;
        do {
            JsonNode page = api.get(query(cursor, Math.min(PAGE_MAX, limit - items.size())));
            page.path(key).forEach(items::add);
            cursor = page.hasNonNull(NEXT) ? page.path(NEXT).asText() : null;
        } while (cursor != null && items.size() < limit);
        if (cursor != null) {
            all.put(NEXT, cursor);
        }
        return all;
    }

    private String query(@Nullable String cursor, int limit) {
        StringJoiner query = new StringJoiner("&", path + "?", "");
        // Where to begin is said by the cursor from the second page on.
        parameters.stream()
                .filter(one -> cursor == null || !one.startsWith(cursorParameter + "="))
                .forEach(query::add);
        query.add("limit=" + limit);
        if (cursor != null) {
            query.add(cursorParameter + "=" + Api.part(cursor));
        }
        return query.toString();
    }
}
