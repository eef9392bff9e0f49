package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What agents note of their work, a line for each beginning and each end. @param file in a folder of theirs */
record Journal(Path file) {

    /** As long as it is there, no agent ends its work. */
    private static final String HOLD = "hold";

    /** A line from each server that is asked for something while work is held up. */
    private static final String ASKED = "asked";

    void hold() throws IOException {
        Files.createFile(file.resolveSibling(HOLD));
    }

    void forgetAsked() throws IOException {
        Files.deleteIfExists(file.resolveSibling(ASKED));
    }

    /** How many servers have been asked for something since. */
    long asked() throws IOException {
        Path asked = file.resolveSibling(ASKED);
        return Files.exists(asked)
                ? Files.readAllLines(asked).stream().distinct().count()
                : 0;
    }

    void release() throws IOException {
        Files.deleteIfExists(file.resolveSibling(HOLD));
    }

    /** @param key the same for work that is asked for again */
    record Entry(String agent, String key, boolean isEnd) {}

    /** A line that is being written does not count yet. */
    List<Entry> entries() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        List<Entry> entries = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode read = Api.JSON.readTree(line);
            entries.add(new Entry(
                    read.path("agent").asText(),
                    read.path("key").asText(),
                    read.path("what").asText().equals("ended")));
        }
        return entries;
    }

    /** How much is begun and not ended. */
    static int atWork(List<Entry> entries) {
        Set<String> open = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.isEnd()) {
                open.remove(entry.key());
            } else {
                open.add(entry.key());
            }
        }
        return open.size();
    }
}
