package dev.baton.cluster.node;

import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.config.SecretSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of this machine: files of a folder, such as Kubernetes and Docker mount, and variables of the environment.
 * The folder is read again from time to time, so that a secret can be changed without a restart.
 */
final class LocalSecrets implements Secrets, AutoCloseable {

    /** {@code github-webhook} is {@code BATON_SECRET_GITHUB_WEBHOOK}. */
    static final String VARIABLE_PREFIX = "BATON_SECRET_";

    static final int FILES_MAX = 1_000;
    static final int BYTES_MAX = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LocalSecrets.class);

    private final Map<String, String> environment;
    private final @Nullable Path folder;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("baton-secrets").unstarted(task));
    private volatile Map<String, Secret> files = Map.of();

    private LocalSecrets(SecretSettings settings, Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.folder = settings.folder().orElse(null);
    }

    /** @throws IllegalArgumentException if the folder cannot be read */
    static LocalSecrets open(SecretSettings settings, Map<String, String> environment) {
        LocalSecrets secrets = new LocalSecrets(settings, environment);
        Path folder = secrets.folder;
        if (folder != null) {
            try {
                secrets.files = read(folder);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "baton.secrets.folder must be a folder that can be read, not " + folder, e);
            }
            long pause = settings.refresh().toMillis();
            secrets.reader.scheduleWithFixedDelay(() -> secrets.readAgain(folder), pause, pause, TimeUnit.MILLISECONDS);
        }
        return secrets;
    }

    @Override
    public Optional<Secret> find(SecretReference reference) {
        Secret file = files.get(reference.name());
        if (file != null) {
            return Optional.of(file);
        }
        String value = environment.get(VARIABLE_PREFIX
                + reference.name().toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_'));
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(Secret.of(value));
    }

    private void readAgain(Path from) {
        try {
            files = read(from);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The secrets in {} cannot be read again; those known stay: {}", from, e.toString());
        }
    }

    private static Map<String, Secret> read(Path folder) throws IOException {
        Map<String, Secret> found = new HashMap<>();
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files =
                    listed.filter(LocalSecrets::mayBeOne).limit(FILES_MAX + 1L).toList();
            if (files.size() > FILES_MAX) {
                throw new IOException("more than " + FILES_MAX + " files");
            }
            for (Path file : files) {
                Secret secret = secret(file);
                if (secret != null) {
                    found.put(file.getFileName().toString(), secret);
                }
            }
        }
        return Map.copyOf(found);
    }

    /** Kubernetes has folders and links with names of its own there. */
    private static boolean mayBeOne(Path file) {
        return SecretReference.NAME.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }

    /** Null if it is no secret; one bad file does not keep the others away. */
    private static @Nullable Secret secret(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                LOG.warn("{} is larger than {} bytes and no secret", file, BYTES_MAX);
                return null;
            }
            String text = Files.readString(file);
            // Editors and echo end a file with a line end that is no part of the secret.
            String value = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text.replaceFirst("\n$", "");
            return value.isEmpty() ? null : Secret.of(value);
        } catch (CharacterCodingException e) {
            LOG.warn("{} is not UTF-8 text and no secret", file);
            return null;
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return null;
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
