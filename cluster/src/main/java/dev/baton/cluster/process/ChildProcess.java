package dev.baton.cluster.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that this one started; its workspace sees to it that it does not stay behind. */
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final int LOG_LINES_SHOWN = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts the program with its output in {@code log}. */
    public static ChildProcess start(Workspace workspace, String name, JavaProgram program, Path log)
            throws IOException {
        return start(workspace, name, program.command(), log);
    }

    /** Starts any other program with its output in {@code log}. */
    public static ChildProcess start(Workspace workspace, String name, List<String> command, Path log)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return workspace.own(new ChildProcess(name, process, log));
    }

    /** A program that says in the first line of its standard output where it listens. */
    public record Starting(ChildProcess process, CompletableFuture<String> line) {

        /**
         * Waits for the line.
         *
         * @throws IOException if the program ends, or says nothing in time
         */
        public String announced(Duration within) throws IOException, InterruptedException {
            try {
                return line.get(within.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException silent) {
                process.close();
                throw new IOException(process.name + " did not start. Its log:\n" + process.logEnd(), silent);
            }
        }
    }

    /** Starts a program that announces itself; its errors go to {@code log}. */
    public static Starting startAnnounced(Workspace workspace, String name, JavaProgram program, Path log)
            throws IOException {
        return startAnnounced(workspace, name, program.command(), log);
    }

    /** The same with any other program. */
    public static Starting startAnnounced(Workspace workspace, String name, List<String> command, Path log)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ChildProcess child = workspace.own(new ChildProcess(name, process, log));
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("output-of-" + name).start(() -> readFirstLine(process, line));
        return new Starting(child, line);
    }

    private static void readFirstLine(Process process, CompletableFuture<String> line) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String first = output.readLine();
            if (first == null) {
                line.completeExceptionally(new IOException("it said nothing"));
            } else {
                line.complete(first);
                output.transferTo(java.io.Writer.nullWriter());
            }
        } catch (IOException broken) {
            line.completeExceptionally(broken);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void destroy() {
        process.destroyForcibly();
    }

    /** Asks it to end, and kills it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its log, for a message about why it failed. */
    public String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException unreadable) {
            return "(" + name + " left no log)";
        }
    }
}
