package dev.baton.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** One part of the configuration, read with checks; every error names the key and says what it must be. */
public final class Section {

    private final Config config;
    private final String path;

    private Section(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    /** @throws IllegalArgumentException if there is no such part */
    public static Section of(Config config, String path) {
        try {
            return new Section(config.getConfig(path), path);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + " must be a section: " + e.getMessage(), e);
        }
    }

    public String text(String key) {
        String value = read(key, "a text", () -> config.getString(key));
        require(!value.isBlank(), key, "not be empty");
        return value;
    }

    /** @return in the order of the file; may be empty */
    public List<String> texts(String key) {
        return List.copyOf(read(key, "a list of texts", () -> config.getStringList(key)));
    }

    public String textOrEmpty(String key) {
        return read(key, "a text", () -> config.getString(key));
    }

    public String textStarting(String key, String start) {
        String value = text(key);
        require(value.startsWith(start), key, "start with " + start + ", not be " + value);
        return value;
    }

    public Path path(String key) {
        String value = text(key);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(path + "." + key + " must be a path: " + e.getMessage(), e);
        }
    }

    /** One of the constants, in lower case. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        String value = text(key);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(value)) {
                return constant;
            }
            names.add(name);
        }
        throw new IllegalArgumentException(
                path + "." + key + " must be " + String.join(" or ", names) + ", not " + value);
    }

    /** A part of this part. */
    public Section section(String key) {
        try {
            return new Section(config.getConfig(key), path + "." + key);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + "." + key + " must be a section: " + e.getMessage(), e);
        }
    }

    public boolean flag(String key) {
        return read(key, "true or false", () -> config.getBoolean(key));
    }

    public int between(String key, int min, int max) {
        int value = read(key, "a whole number", () -> config.getInt(key));
        require(value >= min && value <= max, key, "be in " + min + ".." + max + ", not " + value);
        return value;
    }

    /** A size such as {@code 16 KiB}, in bytes. */
    public long bytes(String key, long min, long max) {
        long value = read(key, "a size such as 16 KiB", () -> config.getBytes(key));
        require(value >= min && value <= max, key, "be in " + min + ".." + max + " bytes, not " + value);
        return value;
    }

    /** A duration such as {@code 10s}, above zero. */
    public Duration positive(String key) {
        Duration value = read(key, "a duration such as 10s", () -> config.getDuration(key));
        require(!value.isZero() && !value.isNegative(), key, "be above zero, not " + value);
        return value;
    }

    /** A duration such as {@code 10s}, or {@code 0s}. */
    public Duration duration(String key) {
        Duration value = read(key, "a duration such as 10s", () -> config.getDuration(key));
        require(!value.isNegative(), key, "not be below zero, as " + value + " is");
        return value;
    }

    /** Durations such as {@code [5s, 5m]}, all above zero; at least one. */
    public List<Duration> durations(String key) {
        List<Duration> values =
                List.copyOf(read(key, "a list of durations such as [5s, 5m]", () -> config.getDurationList(key)));
        require(!values.isEmpty(), key, "not be empty");
        values.forEach(value -> require(value.isPositive(), key, "hold durations above zero, not " + value));
        return values;
    }

    private <T> T read(String key, String form, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + "." + key + " must be " + form + ": " + e.getMessage(), e);
        }
    }

    private void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(path + "." + key + " must " + rule);
        }
    }
}
