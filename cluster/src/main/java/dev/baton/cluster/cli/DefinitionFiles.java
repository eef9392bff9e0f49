package dev.baton.cluster.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The files that the user names for definitions: files, folders, or the standard input. */
final class DefinitionFiles {

    private static final int FILES_MAX = 1000;
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private DefinitionFiles() {}

    /** @param name how messages call it */
    record Source(String name, String text) {}

    /** Reads everything before anything is sent, so that a wrong name changes nothing. */
    static List<Source> read(List<String> names, Console console) {
        List<Source> sources = new ArrayList<>();
        for (String name : names) {
            if (name.equals("-")) {
                sources.add(standardInput(console));
            } else if (Files.isDirectory(Path.of(name))) {
                sources.addAll(folder(Path.of(name)));
            } else {
                sources.add(file(Path.of(name)));
            }
            if (sources.size() > FILES_MAX) {
                throw CliFailure.usage("more than " + FILES_MAX + " files", "apply them folder by folder");
            }
        }
        return sources;
    }

    private static List<Source> folder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Source> sources = files.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream()
                            .anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .limit(FILES_MAX + 1L)
                    .map(DefinitionFiles::file)
                    .toList();
            if (sources.isEmpty()) {
                throw CliFailure.usage(
                        "the folder " + folder + " holds no definition", "definitions end in .yaml, .yml or .json");
            }
            return sources;
        } catch (IOException unreadable) {
            throw unreadable(folder, unreadable);
        }
    }

    private static Source file(Path file) {
        try {
            return new Source(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static Source standardInput(Console console) {
        try {
            return new Source("standard input", new String(console.in().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw CliFailure.usage("the standard input cannot be read: " + broken.getMessage(), "name a file");
        }
    }

    private static CliFailure unreadable(Path path, IOException cause) {
        String why = Files.exists(path) ? "cannot be read: " + cause.getMessage() : "does not exist";
        return CliFailure.usage(path + " " + why, "name a file, a folder, or - for the standard input");
    }
}
