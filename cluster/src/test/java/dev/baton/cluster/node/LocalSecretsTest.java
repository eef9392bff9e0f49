package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.config.SecretSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {

    private static final SecretReference GITHUB = new SecretReference("git-hub.main");

    @TempDir
    private Path folder;

    private SecretSettings fromFolder() {
        return new SecretSettings(Optional.of(folder), Duration.ofMillis(10));
    }

    private static Optional<String> value(LocalSecrets secrets) {
        return secrets.find(GITHUB).map(Secret::reveal);
    }

    @Test
    void a_secret_comes_from_a_variable() {
        SecretSettings nowhere = new SecretSettings(Optional.empty(), Duration.ofSeconds(1));
        try (LocalSecrets secrets = LocalSecrets.open(nowhere, Map.of("BATON_SECRET_GIT_HUB_MAIN", "s3cret"))) {
            assertThat(value(secrets)).contains("s3cret");
            assertThat(secrets.find(new SecretReference("other"))).isEmpty();
        }
    }

    @Test
    void a_file_comes_before_a_variable_and_its_last_line_end_is_no_part_of_it() throws Exception {
        Files.writeString(folder.resolve("git-hub.main"), " s3cret \n");
        try (LocalSecrets secrets = LocalSecrets.open(fromFolder(), Map.of("BATON_SECRET_GIT_HUB_MAIN", "other"))) {
            assertThat(value(secrets)).contains(" s3cret ");
        }
    }

    @Test
    void a_changed_file_is_read_again_and_a_deleted_one_is_forgotten() throws Exception {
        Path file = Files.writeString(folder.resolve("git-hub.main"), "old");
        try (LocalSecrets secrets = LocalSecrets.open(fromFolder(), Map.of())) {
            assertThat(value(secrets)).contains("old");

            Files.writeString(file, "new");
            await(() -> value(secrets).equals(Optional.of("new")));

            Files.delete(file);
            await(() -> value(secrets).isEmpty());
        }
    }

    @Test
    void what_is_no_secret_keeps_no_other_away() throws Exception {
        Files.writeString(folder.resolve("git-hub.main"), "s3cret");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.write(folder.resolve("huge"), new byte[LocalSecrets.BYTES_MAX + 1]);
        Files.createDirectory(folder.resolve("..data"));
        try (LocalSecrets secrets = LocalSecrets.open(fromFolder(), Map.of())) {
            assertThat(value(secrets)).contains("s3cret");
            assertThat(secrets.find(new SecretReference("binary"))).isEmpty();
            assertThat(secrets.find(new SecretReference("huge"))).isEmpty();
        }
    }

    @Test
    void a_folder_that_is_not_there_stops_the_start() {
        SecretSettings settings = new SecretSettings(Optional.of(folder.resolve("none")), Duration.ofSeconds(1));

        assertThatThrownBy(() -> LocalSecrets.open(settings, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.secrets.folder");
    }

    @Test
    void a_secret_does_not_show_by_accident() {
        Secret secret = Secret.of("s3cret");

        assertThat(secret.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(secret)).hasMessageNotContaining("s3cret");
    }

    @Test
    void only_references_name_secrets() {
        assertThat(SecretReference.parse("secret://git-hub.main")).contains(GITHUB);
        for (String wrong : new String[] {"git-hub.main", "secret://", "secret://../x", "secret://A", "secret://a-"}) {
            assertThat(SecretReference.parse(wrong)).as(wrong).isEmpty();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
