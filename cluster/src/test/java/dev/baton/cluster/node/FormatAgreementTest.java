package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormatAgreementTest {

    @Test
    void aNodeDoesNotStartOnAStoreThatANewerVersionHasWritten(@TempDir Path folder) {
        StoreSettings settings = StoreSettings.of(ConfigFactory.parseMap(Map.of(
                        "baton.persistence.sqlite.file",
                        folder.resolve("baton.db").toString()))
                .withFallback(ConfigFactory.load()));
        try (Store store = Store.open(settings, new SimpleMeterRegistry())) {
            FormatAgreement.alone(store);
            assertThat(store.formats().active()).isEqualTo(store.formats().latest());

            store.settings().put("format.active", "1000").toCompletableFuture().join();
            assertThatThrownBy(() -> FormatAgreement.look(store)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> FormatAgreement.alone(store))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The store is written in format 1000, and this version knows those up to "
                            + store.formats().latest() + ": start a newer Baton");
        }
    }
}
