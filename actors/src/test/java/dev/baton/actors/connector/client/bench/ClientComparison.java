package dev.baton.actors.connector.client.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Posts 1 KB and gets 1 KB, 64 at a time and one at a time. What counts is processor time per call (of this process:
 * the agent is another) and, one at a time, how long a call takes. Every call begins on a pool thread, as the workers
 * of attempts do.
 *
 * <p>Arguments: the candidates to measure; all of them if none is named.
 */
final class ClientComparison {

    private static final int MANY = 64;
    private static final int CALLS_MANY = 60_000;
    private static final int CALLS_ONE = 10_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 3;
    private static final byte[] BODY =
            ("{\"run\":\"run-1\",\"step\":\"work\",\"attempt\":\"run-1~1\",\"input\":{\"data\":\"" + "x".repeat(960)
                            + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ClientComparison() {}

    private static Map<String, Function<URI, Candidate>> candidates() {
        Map<String, Function<URI, Candidate>> all = new LinkedHashMap<>();
        all.put("jdk", url -> Candidate.jdk(url, null));
        all.put("jdk-direct", url -> Candidate.jdk(url, Runnable::run));
        all.put("jdk-virtual", url -> Candidate.jdk(url, Executors.newVirtualThreadPerTaskExecutor()));
        all.put("pekko", Candidate::pekko);
        all.put("own", Candidate::own);
        return all;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> names = arguments.length == 0 ? List.copyOf(candidates().keySet()) : List.of(arguments);
        Process agent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TinyAgent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String port = new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            URI url = URI.create("http://127.0.0.1:" + port + "/work");
            for (String name : names) {
                Function<URI, Candidate> candidate = candidates().get(name);
                if (candidate == null) {
                    throw new IllegalArgumentException(
                            name + " is none of " + candidates().keySet());
                }
                try (Candidate client = candidate.apply(url)) {
                    measure(name, client, MANY, CALLS_MANY);
                    measure(name, client, 1, CALLS_ONE);
                }
            }
        } finally {
            agent.destroy();
        }
    }

    private static void measure(String name, Candidate client, int atATime, int calls) throws InterruptedException {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            new Round(client, atATime, calls).run();
        }
        for (int round = 0; round < ROUNDS; round++) {
            System.out.println(new Round(client, atATime, calls).run().toJson(name, atATime));
        }
    }

    private record Figures(double callsPerSecond, double cpuMicros, long p50Micros, long p99Micros, int failed) {

        String toJson(String name, int atATime) {
            return String.format(
                    "{\"client\":\"%s\",\"inFlight\":%d,\"callsPerSecond\":%.0f,\"cpuMicrosPerCall\":%.1f,\"p50Micros\":%d,"
                            + "\"p99Micros\":%d,\"failed\":%d}",
                    name, atATime, callsPerSecond, cpuMicros, p50Micros, p99Micros, failed);
        }
    }

    private static final class Round {

        private final Candidate client;
        private final int atATime;
        private final int calls;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final long[] nanos;
        private final CountDownLatch open;

        private Round(Candidate client, int atATime, int calls) {
            this.client = client;
            this.atATime = atATime;
            this.calls = calls;
            this.nanos = new long[calls];
            this.open = new CountDownLatch(calls);
        }

        Figures run() throws InterruptedException {
            long cpu = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            for (int i = 0; i < atATime; i++) {
                ForkJoinPool.commonPool().execute(this::next);
            }
            open.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMicros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / calls;
            Arrays.sort(nanos);
            return new Figures(
                    calls / seconds,
                    cpuMicros,
                    nanos[calls / 2] / 1000,
                    nanos[(int) (calls * 0.99)] / 1000,
                    failed.get());
        }

        private void next() {
            int call = begun.getAndIncrement();
            if (call >= calls) {
                return;
            }
            long start = System.nanoTime();
            client.post(BODY).whenComplete((length, fault) -> {
                nanos[call] = System.nanoTime() - start;
                if (fault != null) {
                    failed.incrementAndGet();
                }
                open.countDown();
                ForkJoinPool.commonPool().execute(this::next);
            });
        }
    }
}
