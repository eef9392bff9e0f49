package dev.baton.cluster.packaged;

import dev.baton.cluster.process.ChildProcess;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Keeps the classes of the distribution ready in a file, so that the many servers of the tests start in half the time; users
 * have the launcher's cache for it. The JVM checks that the file fits, and goes on without it otherwise.
 */
final class ClassArchive {

    private static final Duration START_WITHIN = Duration.ofMinutes(2);
    private static final Duration END_WITHIN = Duration.ofMinutes(2);

    private ClassArchive() {}

    /**
     * Options of the JVM for the distribution of this build. If it has no archive, a server that comes up and ends in order
     * makes it.
     *
     * @param program the command that starts a verb of it
     */
    static List<String> options(Path target, List<String> program) {
        Path archive = target.resolve("tests-" + Runtime.version() + ".jsa");
        try {
            if (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(built(target)) < 0) {
                make(archive, program);
            }
        } catch (IOException | ExecutionException | TimeoutException failure) {
            System.out.println("Servers start without an archive of classes, which only takes longer: " + failure);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:class+path=off");
    }

    private static FileTime built(Path target) throws IOException {
        try (Stream<Path> jars = Files.list(target.resolve("baton/lib"))) {
            return jars.map(ClassArchive::changed)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path archive, List<String> program)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (Workspace workspace = Workspace.create("baton-archive-", false)) {
            Path folder = workspace.folder();
            Path settings = Files.writeString(
                    folder.resolve("baton.conf"),
                    "baton.http.port = 0\nbaton.persistence.sqlite.file = \"" + folder.resolve("baton.db") + "\"\n");
            Path made = folder.resolve("jsa");
            List<String> server = new ArrayList<>(program);
            server.add(1, "-XX:ArchiveClassesAtExit=" + made);
            server.addAll(List.of("server", "--config", settings.toString()));
            ChildProcess.Starting starting =
                    ChildProcess.startAnnounced(workspace, "the server", server, folder.resolve("server.log"));
            String ignored = starting.announced(START_WITHIN);
            // The file is written when all else has ended, which takes its time on a busy machine.
            ProcessHandle ending = ProcessHandle.of(starting.process().pid()).orElseThrow();
            ending.destroy();
            ProcessHandle gone = ending.onExit().get(END_WITHIN.toSeconds(), TimeUnit.SECONDS);
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
