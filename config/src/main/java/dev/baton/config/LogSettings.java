package dev.baton.config;

import com.typesafe.config.Config;

/** What the log looks like: {@code baton.log}. */
public record LogSettings(Format format) {

    public enum Format {
        TEXT,
        JSON
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static LogSettings of(Config config) {
        return new LogSettings(Section.of(config, "baton.log").oneOf("format", Format.class));
    }
}
