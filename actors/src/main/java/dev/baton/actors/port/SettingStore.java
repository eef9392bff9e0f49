package dev.baton.actors.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A few values that all nodes share, such as a secret made once. */
public interface SettingStore {

    CompletionStage<Optional<String>> get(String key);

    CompletionStage<Void> put(String key, String value);

    /** Does nothing if there is none. */
    CompletionStage<Void> delete(String key);

    /** The value of the key; the first caller's, if it had none. All callers get the same. */
    CompletionStage<String> getOrCreate(String key, Supplier<String> value);
}
