package dev.baton.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Agents that are language models: {@code baton.llm}.
 *
 * @param prices file with what models cost; empty if that is of no interest
 * @param contents where what models read and say is recorded, unless their agents say so themselves
 * @param contentsKeep how long contents by reference stay after the end of their run
 */
public record LlmSettings(Optional<Path> prices, Recording contents, Duration contentsKeep) {

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static LlmSettings of(Config config) {
        Section llm = Section.of(config, "baton.llm");
        return new LlmSettings(
                llm.textOrEmpty("prices").isBlank() ? Optional.empty() : Optional.of(llm.path("prices")),
                llm.oneOf("contents", Recording.class),
                llm.duration("contents-keep"));
    }
}
