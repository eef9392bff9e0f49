package dev.baton.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where secrets are read from: {@code baton.secrets}.
 *
 * @param folder a file for each secret; empty if only the environment holds them
 * @param refresh how often the folder is read again
 */
public record SecretSettings(Optional<Path> folder, Duration refresh) {

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static SecretSettings of(Config config) {
        Section secrets = Section.of(config, "baton.secrets");
        return new SecretSettings(
                secrets.textOrEmpty("folder").isBlank() ? Optional.empty() : Optional.of(secrets.path("folder")),
                secrets.positive("refresh"));
    }
}
