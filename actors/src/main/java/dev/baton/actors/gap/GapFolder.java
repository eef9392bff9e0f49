package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The texts of an agent's folder.
 *
 * @param files by their path in the folder, with {@code /}; those that are no texts are empty
 */
public record GapFolder(Map<String, String> files) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALIASES_MAX = 20;

    public GapFolder {
        files = new TreeMap<>(files);
    }

    /** What cannot be read, and why; for people. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason) {
            super(reason);
        }
    }

    /** Empty if there is none. */
    String text(String path) {
        return files.getOrDefault(path, "").strip();
    }

    /** The part of it below a folder. */
    GapFolder below(String folder) {
        Map<String, String> inside = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.startsWith(folder + "/")) {
                inside.put(path.substring(folder.length() + 1), text);
            }
        });
        return new GapFolder(inside);
    }

    JsonNode yaml(String path) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(path)
                .setMaxAliasesForCollections(ALIASES_MAX)
                .build();
        try {
            return JSON.valueToTree(new Load(settings).loadFromString(files.getOrDefault(path, "")));
        } catch (YamlEngineException | IllegalArgumentException unreadable) {
            throw new Unreadable(path + " cannot be read: " + unreadable.getMessage());
        }
    }
}
