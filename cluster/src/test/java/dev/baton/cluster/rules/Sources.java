package dev.baton.cluster.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's files, as the tests of a module see them. */
public final class Sources {

    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    public static final Path DOCS = ROOT.resolve("docs");

    private Sources() {}

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> pages() {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java files of the main code of every module. */
    static List<Path> mainSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("config", "actors", "intent", "persistence", "http-api", "cluster")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    /** The fenced blocks of a page that are in this language, in their order. */
    public static List<String> blocks(Path page, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(read(page));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The rows of the page's tables whose first cell is a name in backquotes that starts like this: cells by row. */
    public static List<List<String>> rows(Path page, String start) {
        return read(page)
                .lines()
                .filter(line -> line.startsWith("| `" + start))
                .map(line -> List.of(line.substring(1, line.length() - 1).split("(?<!\\\\)\\|")))
                .map(cells -> cells.stream().map(String::strip).toList())
                .toList();
    }

    /** What stands in the backquotes of a cell. */
    static String code(String cell) {
        return cell.length() > 1 && cell.startsWith("`") ? cell.substring(1, cell.indexOf('`', 1)) : cell;
    }
}
