package dev.baton.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys under {@code baton} in a user's settings that no default knows: a misspelt setting must stop the start, not
 * be without effect.
 */
public final class UnknownKeys {

    private static final String ROOT = "baton";
    /** A guess of what was meant may differ in one letter of so many. */
    private static final int DISTANCE_SHARE = 4;

    private final TreeSet<String> known = new TreeSet<>();
    private final List<Unknown> unknown = new ArrayList<>();

    /** @param line 0 if the key is in no file */
    private record Unknown(String key, ConfigOrigin origin, int line) {}

    private UnknownKeys() {}

    /**
     * @param user the user's settings alone, resolved
     * @throws IllegalArgumentException naming every unknown key with its file, its line and the key that is nearest
     */
    public static void refuse(Config user) {
        UnknownKeys keys = new UnknownKeys();
        ConfigObject defaults = ConfigFactory.defaultReference().root();
        keys.compare(ROOT, user.root().get(ROOT), defaults.get(ROOT), defaults);
        if (!keys.unknown.isEmpty()) {
            throw new IllegalArgumentException(keys.message());
        }
    }

    private void compare(
            String path, @Nullable ConfigValue given, @Nullable ConfigValue fallback, ConfigObject defaults) {
        if (!(given instanceof ConfigObject section)) {
            return;
        }
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            String key = path + "." + ConfigUtil.joinPath(entry.getKey());
            ConfigValue value = fallback instanceof ConfigObject known ? known.get(entry.getKey()) : null;
            if (value == null) {
                collectKnown(defaults);
                ConfigOrigin origin = entry.getValue().origin();
                unknown.add(new Unknown(key, origin, Math.max(0, origin.lineNumber())));
            } else {
                compare(key, entry.getValue(), value, defaults);
            }
        }
    }

    private void collectKnown(ConfigObject defaults) {
        if (known.isEmpty()) {
            defaults.toConfig().withOnlyPath(ROOT).entrySet().forEach(entry -> known.add(entry.getKey()));
        }
    }

    private String message() {
        unknown.sort(Comparator.comparing((Unknown key) -> file(key.origin()))
                .thenComparingInt(Unknown::line)
                .thenComparing(Unknown::key));
        List<String> lines = new ArrayList<>();
        for (Unknown key : unknown) {
            String at = key.line() == 0 ? file(key.origin()) : file(key.origin()) + ":" + key.line();
            lines.add(at + ": " + key.key() + " is not a setting. " + hint(key.key()));
        }
        return String.join("\n", lines);
    }

    private static String file(ConfigOrigin origin) {
        return origin.filename() == null ? origin.description() : origin.filename();
    }

    private String hint(String key) {
        String above = known.floor(key);
        if (above != null && key.startsWith(above + ".")) {
            return above + " takes a value and has no keys of its own.";
        }
        String nearest = nearest(key, known);
        if (EditDistance.between(key, nearest) > Math.max(1, key.length() / DISTANCE_SHARE)) {
            // The right name in the wrong section is a frequent mistake, and far from it by its letters.
            String name = key.substring(key.lastIndexOf('.'));
            List<String> elsewhere =
                    known.stream().filter(other -> other.endsWith(name)).toList();
            nearest = elsewhere.isEmpty() ? "" : nearest(key, elsewhere);
        }
        return nearest.isEmpty() ? "docs/operations.md lists the settings." : "Did you mean " + nearest + "?";
    }

    private static String nearest(String key, Collection<String> candidates) {
        return Collections.min(
                candidates, Comparator.comparingInt((String candidate) -> EditDistance.between(key, candidate)));
    }
}
