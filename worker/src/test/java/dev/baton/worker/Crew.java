package dev.baton.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The same worker in one of the languages: it takes up to four tasks, with leases of 600 ms, says what happens to each,
 * and does what the task's input asks for.
 */
abstract class Crew implements AutoCloseable {

    static final Duration LEASE = Duration.ofMillis(600);
    static final Duration GRACE = Duration.ofMillis(1_500);
    private static final long PATIENCE_SECONDS = 60;

    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    /** Waits for what the worker says next. */
    String says() throws InterruptedException {
        String line = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the worker says nothing");
        }
        return line;
    }

    /** Tells the worker to stop, and waits until it has. */
    abstract void stop() throws InterruptedException;

    @Override
    public abstract void close();

    static Crew of(String language, String server, String queue) throws Exception {
        return switch (language) {
            case "java" -> new OfJava(server, queue);
            case "python" ->
                OfProgram.start(
                        Path.of("src/test/workers"),
                        Map.of("PYTHONPATH", path("python")),
                        Peers.python(),
                        "worker.py",
                        server,
                        queue);
            case "typescript" ->
                OfProgram.start(Peers.compiled(), Map.of(), "node", path("src/test/workers/worker.mjs"), server, queue);
            default -> throw new IllegalArgumentException(language);
        };
    }

    private static String path(String relative) {
        return Path.of(relative).toAbsolutePath().toString();
    }

    private static final class OfJava extends Crew {

        private final Worker worker;

        private OfJava(String server, String queue) {
            worker = Worker.start(
                    WorkerOptions.of(server, queue).withConcurrency(4).withLease(LEASE), this::work);
        }

        private Object work(Task task) throws Exception {
            said.add("started " + task.run() + " " + task.delivery());
            Map<String, @Nullable Object> input = task.object();
            switch (Json.text(input, "do")) {
                case "echo" -> {
                    return Result.of(Map.of("said", Json.text(input, "text"), "trace", task.traceparent()))
                            .using(3, 4, 5);
                }
                case "refuse" -> throw new TaskFailure(TaskFailure.Kind.REJECTED, "not this one");
                case "break" -> throw new IllegalStateException("broken");
                default -> {
                    try {
                        Thread.sleep(((Number) input.getOrDefault("ms", 0)).longValue());
                        return "slept";
                    } catch (InterruptedException e) {
                        said.add("cancelled " + task.run());
                        throw e;
                    }
                }
            }
        }

        @Override
        void stop() throws InterruptedException {
            worker.stop(GRACE);
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    private static final class OfProgram extends Crew {

        private final Process process;

        private OfProgram(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::listen);
        }

        static OfProgram start(Path folder, Map<String, String> environment, String... command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            return new OfProgram(builder.start());
        }

        private void listen() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(said::add);
            } catch (IOException e) {
                said.add("not to be read: " + e);
            }
        }

        @Override
        void stop() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("the worker did not end in order: " + process);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
