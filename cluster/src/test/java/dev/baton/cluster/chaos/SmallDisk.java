package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.Awaiting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own in a file: it can be full while the machine's disk is not. */
final class SmallDisk implements AutoCloseable {

    private static final long BYTES = 512L * 1024 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;

    private final Path image;
    private final Path folder;
    private final Path ballast;
    private final Thread atExit = new Thread(this::end);

    private SmallDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Skips the test, and says so, where file systems may not be mounted. */
    static SmallDisk mount() throws IOException {
        Path image = Files.createTempFile("baton-small-disk", ".img");
        Path folder = Files.createTempDirectory("baton-small-disk");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        boolean mounted = run(List.of("mkfs.ext4", "-q", "-m", "0", image.toString()))
                && run(List.of("mount", "-o", "loop", image.toString(), folder.toString()));
        if (!mounted) {
            Files.delete(folder);
            Files.delete(image);
            System.err.println("SKIPPED: a disk that is full needs mkfs.ext4 and the right to mount a loop device");
            Assumptions.abort("No file system can be mounted here");
        }
        return new SmallDisk(image, folder);
    }

    private static boolean run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    /** To the last byte. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] piece = new byte[PIECE_BYTES];
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    /** Makes room again. */
    void free() {
        try {
            Files.delete(ballast);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void end() {
        Awaiting.until("nobody uses the disk any more", () -> run(List.of("umount", folder.toString())));
        try {
            Files.delete(folder);
            Files.delete(image);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }
}
