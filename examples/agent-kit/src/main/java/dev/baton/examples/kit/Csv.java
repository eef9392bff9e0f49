package dev.baton.examples.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables in files: the first line names the columns; a cell with commas stands between double quotes. */
public final class Csv {

    private Csv() {}

    /** One line of a table. */
    public record Row(Map<String, String> cells) {

        public String text(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new InvalidInput("the table has no column " + column);
            }
            return cell;
        }

        public BigDecimal decimal(String column) {
            try {
                return new BigDecimal(text(column));
            } catch (NumberFormatException wrong) {
                throw new InvalidInput("the column " + column + " holds no number but: " + text(column));
            }
        }

        public int integer(String column) {
            return decimal(column).intValueExact();
        }
    }

    /** @throws UncheckedIOException if the file cannot be read */
    public static List<Row> read(Path file) {
        try {
            return read(Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<Row> read(List<String> lines) {
        List<String> columns = cells(lines.getFirst());
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (!line.isBlank()) {
                rows.add(row(columns, cells(line)));
            }
        }
        return List.copyOf(rows);
    }

    private static Row row(List<String> columns, List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new InvalidInput("a line has " + cells.size() + " cells instead of " + columns.size() + ": " + cells);
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            row.put(columns.get(column), cells.get(column));
        }
        return new Row(row);
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < line.length(); index++) {
            char character = line.charAt(index);
            if (character == '"') {
                quoted = !quoted;
            } else if (character == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(character);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
