package dev.baton.cluster.cli;

import dev.baton.actors.gap.GapFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Agents' folders on this machine. Links are not followed, and nothing is run. */
final class GapFiles {

    private static final int FILES_MAX = 1_000;
    private static final long BYTES_MAX = 4L * 1024 * 1024;
    private static final List<String> TEXTS = List.of(".md", ".yaml", ".yml");
    private static final String HEAD = "ref: ";

    private GapFiles() {}

    static GapFolder read(Path folder) {
        Map<String, String> files = new HashMap<>();
        long bytes = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> found = all.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !folder.relativize(path).startsWith(".git"))
                    .limit(FILES_MAX + 1L)
                    .toList();
            for (Path file : found) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                boolean text = TEXTS.stream().anyMatch(name::endsWith);
                bytes += text ? Files.size(file) : 0;
                if (found.size() > FILES_MAX || bytes > BYTES_MAX) {
                    throw CliFailure.usage(
                            folder + " holds more than " + FILES_MAX + " files, or more than 4 MiB of texts",
                            "name the folder of one agent");
                }
                files.put(name, text ? Files.readString(file) : "");
            }
        } catch (IOException unreadable) {
            throw CliFailure.usage(folder + " cannot be read: " + unreadable.getMessage(), "name an agent's folder");
        }
        return new GapFolder(files);
    }

    /** Of the repository that the folder is the root of; null if there is none that says it. */
    static @Nullable String commit(Path folder) {
        Path git = folder.resolve(".git");
        try {
            String head = Files.readString(git.resolve("HEAD")).strip();
            String commit = head.startsWith(HEAD)
                    ? Files.readString(git.resolve(head.substring(HEAD.length())))
                            .strip()
                    : head;
            return commit.matches("[0-9a-f]{40,64}") ? commit : null;
        } catch (IOException | IllegalArgumentException unknown) {
            return null;
        }
    }

    /** Into a folder that holds nothing yet. */
    static void write(Path folder, Map<String, String> files) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    throw CliFailure.usage(folder + " is not empty", "name a folder that holds nothing");
                }
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException unwritable) {
            throw CliFailure.usage(folder + " cannot be written: " + unwritable.getMessage(), "name another folder");
        }
    }
}
