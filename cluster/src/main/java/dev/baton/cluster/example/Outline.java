package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** JSON as a person reads it: fields with their values, short ones first, lists of likes as tables. */
final class Outline {

    private static final int CELL_MAX = 60;

    private final PrintStream out;
    private final String indent;

    Outline(PrintStream out, String indent) {
        this.out = out;
        this.indent = indent;
    }

    void print(JsonNode value) {
        if (value.isObject()) {
            int width = value.properties().stream()
                    .filter(field -> field.getValue().isValueNode())
                    .mapToInt(field -> words(field.getKey()).length())
                    .max()
                    .orElse(0);
            value.properties().stream()
                    .sorted(Comparator.comparing(field -> field.getValue().isContainerNode()))
                    .forEach(field -> printField(field, width));
        } else {
            out.println(indent + text(value));
        }
    }

    private void printField(Map.Entry<String, JsonNode> field, int width) {
        String name = words(field.getKey());
        JsonNode value = field.getValue();
        Outline inner = new Outline(out, indent + "  ");
        if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return;
        }
        if (value.isObject()) {
            out.println(indent + name);
            inner.print(value);
        } else if (isTable(value)) {
            out.println(indent + name);
            inner.printTable(value);
        } else if (value.isArray()) {
            out.println(indent + name);
            value.forEach(element -> out.println(indent + "  - " + text(element)));
        } else {
            out.println(indent + name + " ".repeat(width - name.length() + 2) + text(value));
        }
    }

    private static boolean isTable(JsonNode value) {
        return value.isArray()
                && IntStream.range(0, value.size())
                        .allMatch(row -> value.get(row).isObject());
    }

    private void printTable(JsonNode rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.properties().forEach(field -> columns.add(field.getKey())));
        List<StringBuilder> lines = new ArrayList<>();
        IntStream.rangeClosed(0, rows.size()).forEach(line -> lines.add(new StringBuilder()));
        for (String column : columns) {
            List<String> cells = new ArrayList<>(List.of(words(column)));
            rows.forEach(row -> cells.add(row.has(column) ? cell(row.get(column)) : ""));
            int width = cells.stream().mapToInt(String::length).max().orElse(0);
            for (int line = 0; line < cells.size(); line++) {
                lines.get(line)
                        .append(cells.get(line))
                        .append(" ".repeat(width - cells.get(line).length() + 2));
            }
        }
        lines.forEach(line -> out.println(indent + line.toString().stripTrailing()));
    }

    private static String cell(JsonNode value) {
        String text = text(value);
        return text.length() <= CELL_MAX ? text : text.substring(0, CELL_MAX - 1) + "…";
    }

    private static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** {@code dailyLimit} as {@code daily limit}. */
    private static String words(String field) {
        return field.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
