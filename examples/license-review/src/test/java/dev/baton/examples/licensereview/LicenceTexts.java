package dev.baton.examples.licensereview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The licences that lie in the example. */
public final class LicenceTexts {

    /** Tests run in the folder of all examples, or of this one. */
    static final Path EXAMPLE = Files.exists(Path.of("license-review")) ? Path.of("license-review") : Path.of("");

    private LicenceTexts() {}

    public static List<String> all() {
        return List.of("Apache-2.0", "BSD-3-Clause", "CC0-1.0", "GPL-3.0", "LGPL-2.1", "MPL-2.0");
    }

    public static String read(String name) {
        try {
            return Files.readString(EXAMPLE.resolve("texts").resolve(name + ".txt"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
