package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How items of a list are shown: each column has a heading, and what of an item stands under it. */
final class Columns {

    private final List<String> headings = new ArrayList<>();
    private final List<Function<JsonNode, String>> cells = new ArrayList<>();

    /** @param field of the item; {@code -} stands for one that it has not */
    Columns of(String heading, String field) {
        return of(heading, item -> item.path(field).asText("-"));
    }

    Columns of(String heading, Function<JsonNode, String> cell) {
        headings.add(heading);
        cells.add(cell);
        return this;
    }

    Table table(JsonNode items) {
        Table table = new Table(headings.toArray(String[]::new));
        for (JsonNode item : items) {
            table.row(cells.stream().map(cell -> cell.apply(item)).toArray(String[]::new));
        }
        return table;
    }
}
