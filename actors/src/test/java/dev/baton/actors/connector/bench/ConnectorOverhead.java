package dev.baton.actors.connector.bench;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.MemorySettings;
import dev.baton.actors.connector.Nudges;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.connector.a2a.A2aConnector;
import dev.baton.actors.connector.adk.AdkConnector;
import dev.baton.actors.connector.agentcore.AgentCoreConnector;
import dev.baton.actors.connector.agentforce.AgentforceConnector;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.copilot.CopilotConnector;
import dev.baton.actors.connector.crewai.CrewConnector;
import dev.baton.actors.connector.http.HttpConnector;
import dev.baton.actors.connector.langgraph.LangGraphConnector;
import dev.baton.actors.connector.mastra.MastraConnector;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.run.AttemptResult;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes attempts of each connector, 32 at a time and the connectors in turn, and says what one costs in processor time of this process
 * (the systems are another), how many requests that takes, and what each request costs above one of plain {@code http}.
 */
final class ConnectorOverhead {

    private static final int MANY = 32;
    private static final int ATTEMPTS = 4_000;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ConnectorOverhead() {}

    private record Candidate(AgentConnector connector, AgentDefinition agent) {}

    private static Map<String, Candidate> candidates(String url, HttpClient client) {
        Secrets secrets = ignored -> Optional.of(Secret.of("s3cret"));
        InstantSource clock = InstantSource.system();
        AgentLine line = new AgentLine(client, secrets, clock);
        Callbacks callbacks = Attempts.await(Callbacks.load(new MemorySettings(), () -> "http://baton.example"));
        HttpConnector http = new HttpConnector(client, callbacks, secrets, clock);
        String oauth = "oauth: {tokenUrl: '" + url + "/token', clientId: baton, clientSecret: 'secret://s'}";
        Map<String, Candidate> all = new LinkedHashMap<>();
        all.put("http", of(http, "http: {url: '" + url + "/work'}"));
        all.put("http, bearer", of(http, "http: {url: '" + url + "/work', bearer: 'secret://s'}"));
        all.put("http, oauth", of(http, "http: {url: '" + url + "/work', " + oauth + "}"));
        all.put("http, events", of(http, "http: {url: '" + url + "/stream', events: {}, output: /output}"));
        all.put(
                "langgraph",
                of(
                        LangGraphConnector.over(line),
                        "langgraph: {url: '" + url + "/langgraph', assistant: a, output: /answer}"));
        all.put("adk", of(AdkConnector.over(line), "adk: {url: '" + url + "/adk', app: a}"));
        all.put("mastra", of(MastraConnector.over(line), "mastra: {url: '" + url + "/mastra', agent: a}"));
        all.put("a2a", of(A2aConnector.over(line, callbacks, new Nudges()), "a2a: {url: '" + url + "/a2a'}"));
        all.put(
                "agentforce",
                of(
                        AgentforceConnector.over(line),
                        "agentforce: {url: '" + url + "/agentforce', agent: a, domain: 'https://a.example', " + oauth
                                + "}"));
        all.put(
                "copilot-studio",
                of(CopilotConnector.over(line), "copilot-studio: {url: '" + url + "/copilot', bearer: 'secret://s'}"));
        all.put("crewai", of(CrewConnector.over(line), "crewai: {url: '" + url + "/crewai'}"));
        all.put(
                "agentcore",
                of(
                        AgentCoreConnector.over(line),
                        "agentcore: {url: '" + url
                                + "/agentcore', runtime: 'arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/a-1',"
                                + " aws: {accessKeyId: 'secret://s', secretAccessKey: 'secret://s'}}"));
        return all;
    }

    private static Candidate of(AgentConnector connector, String settings) {
        return new Candidate(connector, Attempts.agent("measured", "{connector: {" + settings + "}}"));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Process stub = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-Dsun.net.httpserver.maxIdleConnections=2000",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VendorStub.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        HttpClientSettings settings =
                HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                        .withFallback(ConfigFactory.load()));
        try (HttpClient client = HttpClient.start(settings, new SimpleMeterRegistry())) {
            String url = "http://127.0.0.1:"
                    + new BufferedReader(new InputStreamReader(stub.getInputStream(), StandardCharsets.UTF_8))
                            .readLine();
            measure(candidates(url, client), url);
        } finally {
            stub.destroy();
        }
    }

    private static void measure(Map<String, Candidate> candidates, String url)
            throws IOException, InterruptedException {
        Map<String, List<Double>> micros = new LinkedHashMap<>();
        Map<String, Double> requests = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            for (Map.Entry<String, Candidate> candidate : candidates.entrySet()) {
                long before = asked(url);
                double cost = new Round(candidate.getValue()).run();
                requests.put(candidate.getKey(), (asked(url) - before) / (double) ATTEMPTS);
                if (round >= WARM_UP_ROUNDS) {
                    micros.computeIfAbsent(candidate.getKey(), ignored -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
        double plain = median(micros.getOrDefault("http", List.of()));
        micros.forEach((name, all) -> {
            double asked = requests.getOrDefault(name, 1.0);
            System.out.printf(
                    "%-15s %7.1f us of CPU an attempt, %4.2f requests, %6.1f us a request, %+6.1f above http (rounds %.1f to %.1f)%n",
                    name,
                    median(all),
                    asked,
                    median(all) / asked,
                    median(all) / asked - plain,
                    all.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                    all.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        });
    }

    private static long asked(String url) throws IOException, InterruptedException {
        return Long.parseLong(java.net.http.HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/requests")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Attempts of one connector; any that does not succeed ends the measurement. */
    private static final class Round {

        private final Candidate candidate;
        private final AtomicInteger begun = new AtomicInteger();
        private final CountDownLatch open = new CountDownLatch(ATTEMPTS);
        private final List<String> failures = new ArrayList<>();

        private Round(Candidate candidate) {
            this.candidate = candidate;
        }

        /** Microseconds of an attempt. */
        double run() throws InterruptedException {
            long cpu = SYSTEM.getProcessCpuTime();
            for (int i = 0; i < MANY; i++) {
                ForkJoinPool.commonPool().execute(this::next);
            }
            open.await();
            double cost = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / ATTEMPTS;
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.size() + " failed: " + failures.getFirst());
            }
            return cost;
        }

        private void next() {
            if (begun.getAndIncrement() < ATTEMPTS) {
                turn(Attempts.of(candidate.agent()));
            }
        }

        private void turn(AttemptRequest request) {
            candidate.connector().call(request).result().whenComplete((result, fault) -> {
                if (result instanceof AttemptResult.Progressed progressed) {
                    ForkJoinPool.commonPool().execute(() -> turn(StubApi.after(request, progressed)));
                    return;
                }
                if (!(result instanceof AttemptResult.Succeeded)) {
                    synchronized (failures) {
                        failures.add(String.valueOf(fault == null ? result : fault));
                    }
                }
                open.countDown();
                ForkJoinPool.commonPool().execute(this::next);
            });
        }
    }
}
