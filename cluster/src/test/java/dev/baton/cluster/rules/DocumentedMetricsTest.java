package dev.baton.cluster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.deploy.DeployFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/operations.md} lists every metric of Baton and no other, and alerts ask only for those that there are. */
class DocumentedMetricsTest {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(baton_[a-z_]+)");

    private static final Pattern METER = Pattern.compile("(?:builder|counter|gauge|timer)\\(\\s*\"(baton\\.[a-z.]+)\"");

    /** What Prometheus' text format adds to a name. */
    private static final Pattern UNIT = Pattern.compile("_(total|seconds)$");

    /** A timer's name stands for these too. */
    private static final Pattern PART_OF_A_TIMER = Pattern.compile("_(count|sum|max)$");

    private static final Pattern ASKED = Pattern.compile("\\b((?:baton|jvm|process|system)_[a-z_]+)(?:\\{([^}]*)})?");

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");

    private static final Set<String> GIVEN_BY_PROMETHEUS = Set.of("instance", "job");

    private static final String WORKFLOW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: keep}
            spec:
              do: [{id: keep, set: "${ input }"}]
            """;

    private static final String AGENT = """
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: clerk, owner: operations}
            spec: {mandate: Files papers., connector: {queue: {queue: clerks}}}
            """;

    private static final String QUEUED = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: file}
            spec:
              do: [{id: file, agent: clerk, input: "${ input }"}]
            """;

    private static final Duration QUEUES_MEASURED_WITHIN = Duration.ofSeconds(60);

    /** What the metrics of a node look like once it has seen everything. */
    private static String scrape = "";

    @BeforeAll
    static void scrape(@TempDir Path folder) throws Exception {
        Map<String, Object> settings =
                Map.of("baton.persistence.sqlite.size-max", "1 MiB", "baton.queues.measure", "50ms");
        try (StartedNode node = StartedNode.in(folder, settings)) {
            leaveATaskInAQueue(node);
            provokeWhatAppearsOnlyWhenItHappens(node);
            scrape = node.get("/metrics").body();
        }
    }

    @Test
    void everyMetricOfANodeIsDocumented() {
        Set<String> live = SAMPLE.matcher(scrape)
                .results()
                .map(MatchResult::group)
                .map(name -> PART_OF_A_TIMER.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(live).hasSizeGreaterThan(20);
        assertThat(documented()).containsAll(live);
    }

    /** With the labels that they ask for; a name that is wrong would only show as an alert that never comes. */
    @Test
    void whatAlertsAndDashboardAskForIsInALiveScrape() {
        assertThat(DeployFiles.queries()).hasSizeGreaterThan(40).allSatisfy(query -> {
            List<MatchResult> asked = ASKED.matcher(query).results().toList();
            assertThat(query.matches(".*\\bup\\{.*") || !asked.isEmpty())
                    .as(query)
                    .isTrue();
            for (MatchResult metric : asked) {
                assertThat(labels(metric.group(1))).as(query).containsAll(selected(metric.group(2)));
            }
        });
    }

    /** The labels of a metric in the scrape; fails if it is not there. */
    private static Set<String> labels(String metric) {
        List<String> samples = scrape.lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .toList();
        assertThat(samples).as(metric + " is in the scrape").isNotEmpty();
        Set<String> labels = new TreeSet<>(GIVEN_BY_PROMETHEUS);
        samples.forEach(sample -> LABEL.matcher(sample).results().forEach(label -> labels.add(label.group(1))));
        return labels;
    }

    private static Set<String> selected(@Nullable String selector) {
        return selector == null
                ? Set.of()
                : LABEL.matcher(selector)
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Also those that a node has only with a certain setting, or after something rare. */
    @Test
    void everyMetricInTheSourcesIsDocumentedAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path source : Sources.mainSources()) {
            METER.matcher(Sources.read(source))
                    .results()
                    .forEach(found -> named.add(found.group(1).replace('.', '_')));
        }

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(documented().stream().map(name -> UNIT.matcher(name).replaceFirst("")))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private static void leaveATaskInAQueue(StartedNode node) throws Exception {
        String yaml = "application/yaml";
        assertThat(node.send("PUT", "/v1/agents/clerk", yaml, AGENT).statusCode())
                .isEqualTo(201);
        assertThat(node.send("PUT", "/v1/workflows/file", yaml, QUEUED).statusCode())
                .isEqualTo(201);
        assertThat(node.send("POST", "/v1/runs", "application/json", "{\"workflow\": \"file\", \"input\": {}}")
                        .statusCode())
                .isEqualTo(201);
        long deadline = System.nanoTime() + QUEUES_MEASURED_WITHIN.toNanos();
        while (!node.get("/metrics").body().contains("baton_queue_tasks{")) {
            assertThat(System.nanoTime()).as("the queues are measured").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** A request that nobody serves, and writes until the store is full. */
    private static void provokeWhatAppearsOnlyWhenItHappens(StartedNode node) throws Exception {
        assertThat(node.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(node.send("PUT", "/v1/workflows/keep", "application/yaml", WORKFLOW)
                        .statusCode())
                .isEqualTo(201);
        int status = 201;
        for (int runs = 0; runs < 20 && status == 201; runs++) {
            String body = "{\"workflow\": \"keep\", \"input\": {\"text\": \"" + (runs + " ").repeat(50_000) + "\"}}";
            status = node.send("POST", "/v1/runs", "application/json", body).statusCode();
        }
        assertThat(status).as("a full store").isEqualTo(503);
    }

    private static Set<String> documented() {
        return Sources.rows(Sources.DOCS.resolve("operations.md"), "baton_").stream()
                .map(row -> Sources.code(row.getFirst()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
