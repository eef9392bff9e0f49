package dev.baton.cluster.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A temporary folder and the processes that work in it. When the program ends, also by Ctrl-C, first the processes go
 * and then the folder, unless it is to be kept.
 */
public final class Workspace implements AutoCloseable {

    private final Path folder;
    private final boolean kept;
    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Thread onExit = new Thread(this::clear);
    private boolean cleared;

    private Workspace(Path folder, boolean kept) {
        this.folder = folder;
        this.kept = kept;
    }

    public static Workspace create(String prefix, boolean kept) throws IOException {
        Workspace workspace = new Workspace(Files.createTempDirectory(prefix), kept);
        Runtime.getRuntime().addShutdownHook(workspace.onExit);
        return workspace;
    }

    public Path folder() {
        return folder;
    }

    /** A process that is started while all is being cleared ends at once. */
    synchronized ChildProcess own(ChildProcess child) throws IOException {
        if (cleared) {
            child.destroy();
            throw new IOException("the program is ending");
        }
        children.add(child);
        return child;
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            // the hook does the same
        }
    }

    private synchronized void clear() {
        cleared = true;
        try {
            for (ChildProcess child : children) {
                child.kill();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!kept && Files.exists(folder)) {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | UncheckedIOException undeletable) {
            System.err.println("could not delete " + folder + ": " + undeletable.getMessage());
        }
    }
}
