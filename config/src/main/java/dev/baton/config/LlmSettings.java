package dev.baton.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Agents that are language models: {@code baton.llm}.
 *
 * @param prices file with what models cost; empty if that is of no interest
 */
public record LlmSettings(Optional<Path> prices) {

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static LlmSettings of(Config config) {
        Section llm = Section.of(config, "baton.llm");
        return new LlmSettings(
                llm.textOrEmpty("prices").isBlank() ? Optional.empty() : Optional.of(llm.path("prices")));
    }
}
