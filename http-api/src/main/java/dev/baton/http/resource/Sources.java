package dev.baton.http.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Gives each definition of a text its own part, so that its author finds it again as it was written. */
final class Sources {

    private final String whole;
    private final Map<String, String> parts = new HashMap<>();

    /** @param whole a text that compiles */
    Sources(String whole) {
        this.whole = whole;
        List<String> documents = split(whole);
        if (documents.size() > 1) {
            documents.forEach(this::index);
        }
    }

    /** @param fallback if the part is not found */
    String of(String kind, String name, String fallback) {
        return parts.isEmpty() ? whole : parts.getOrDefault(kind + " " + name, fallback);
    }

    /** In YAML a line that begins with three hyphens separates documents wherever it stands. */
    private static List<String> split(String text) {
        List<String> documents = new ArrayList<>();
        for (String part : text.split("(?m)^---(?=\\s|$)")) {
            if (part.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
                documents.add(part.strip() + "\n");
            }
        }
        return documents;
    }

    private void index(String document) {
        try {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromString(document);
            if (loaded instanceof Map<?, ?> map && map.get("metadata") instanceof Map<?, ?> metadata) {
                parts.put(map.get("kind") + " " + metadata.get("name"), document);
            }
        } catch (YamlEngineException e) {
            // This part cannot be read by itself; its canonical form stands in for it.
        }
    }
}
