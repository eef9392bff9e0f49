package dev.baton.actors.definition;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says in words for people what the parser could not read, and what is usually the cause. */
final class SyntaxMistake {

    private SyntaxMistake() {}

    static void report(String source, YamlEngineException mistake, Problems problems) {
        switch (mistake) {
            case MarkedYamlEngineException marked -> {
                boolean unclosed = String.valueOf(marked.getProblem()).contains("end of stream");
                Optional<Mark> mark = (unclosed ? marked.getContextMark() : Optional.<Mark>empty())
                        .or(marked::getProblemMark)
                        .or(marked::getContextMark);
                Position position = mark.map(SyntaxMistake::position).orElse(new Position(1, 1));
                String message = message(marked);
                problems.error(position, SourcePath.ROOT, "yaml.syntax", message, hint(message, source, position));
            }
            case ReaderException unreadable ->
                problems.error(
                        positionAt(source, unreadable.getPosition()),
                        SourcePath.ROOT,
                        "yaml.syntax",
                        "The character U+%04X is not allowed in YAML".formatted(unreadable.getCodePoint()),
                        "Remove it, or write it as an escape in double quotes: \"\\u%04X\"."
                                .formatted(unreadable.getCodePoint()));
            default ->
                problems.error(
                        new Position(1, 1),
                        SourcePath.ROOT,
                        "yaml.syntax",
                        oneLine(String.valueOf(mistake.getMessage())),
                        "Check the text with a YAML editor.");
        }
    }

    private static String message(MarkedYamlEngineException mistake) {
        String problem = oneLine(String.valueOf(mistake.getProblem())).replaceAll(" \\(Do not use .*\\)$", "");
        String context = mistake.getContext();
        String whole = context == null || context.isBlank() ? problem : oneLine(context) + ": " + problem;
        return "The YAML cannot be read: " + whole;
    }

    private static String hint(String message, String source, Position position) {
        String line = source.lines()
                .skip(Math.max(0, position.line() - 1L))
                .findFirst()
                .orElse("");
        if (message.contains("TAB")) {
            return "Indent with spaces, never with tabs.";
        }
        if (line.contains("${")) {
            return "Put the whole text with its ${ expression } in quotes.";
        }
        if (message.contains("mapping values are not allowed")) {
            return "Put a text that holds ': ' in quotes, and check that the line is indented like its neighbours.";
        }
        if (message.contains("cannot start any token") || message.contains("alias")) {
            return "Put the text in quotes.";
        }
        if (message.contains("quoted scalar")) {
            return message.contains("escape")
                    ? "Write a backslash as \\\\, or use single quotes."
                    : "Close the quotes that were opened here.";
        }
        if (message.contains("flow")) {
            return "Close what was opened with [ or {, and separate its entries with commas.";
        }
        return "Check the indentation: entries of one list or mapping start in the same column.";
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position positionAt(String source, int index) {
        int end = Math.min(Math.max(index, 0), source.length());
        int line = 1
                + (int) source.substring(0, end)
                        .chars()
                        .filter(character -> character == '\n')
                        .count();
        return new Position(line, end - (source.lastIndexOf('\n', end - 1) + 1) + 1);
    }
}
