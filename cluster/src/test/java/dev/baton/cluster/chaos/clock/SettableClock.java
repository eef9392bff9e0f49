package dev.baton.cluster.chaos.clock;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;

/**
 * The clock of one server.
 *
 * @param file says how wrong it is
 * @param agent what the server's JVM is started with
 */
public record SettableClock(Path file, Path agent) {

    /** One that is right. @param folder for what it needs */
    public static SettableClock in(Path folder) throws IOException {
        Path agent = folder.resolve("clock.jar");
        try (OutputStream out = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(out, manifest())) {
            // The anonymous classes, too.
            Path classes = classes();
            for (Path file : files(classes)) {
                jar.putNextEntry(new JarEntry(
                        SettableClock.class.getPackageName().replace('.', '/') + "/" + file.getFileName()));
                Files.copy(file, jar);
            }
        }
        return new SettableClock(folder.resolve("clock"), agent);
    }

    private static List<Path> files(Path classes) throws IOException {
        try (Stream<Path> files = Files.list(classes)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static Path classes() {
        return at(SettableClock.class)
                .resolve(SettableClock.class.getPackageName().replace('.', '/'));
    }

    private static Path at(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
        main.put(Attributes.Name.CLASS_PATH, at(ClassReader.class).toUri().toString());
        return manifest;
    }

    /** An option of the JVM. */
    public String option() {
        return "-javaagent:" + agent + "=" + file;
    }

    /** Sets it, as an operator would; the server may take some milliseconds to see it. */
    public void set(Duration ahead) {
        try {
            Path next = file.resolveSibling("clock.next");
            Files.writeString(next, Long.toString(ahead.toMillis()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
