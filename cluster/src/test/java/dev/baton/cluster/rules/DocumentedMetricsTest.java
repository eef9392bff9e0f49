package dev.baton.cluster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/operations.md} lists every metric of Baton, and no other. */
class DocumentedMetricsTest {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(baton_[a-z_]+)");

    private static final Pattern METER = Pattern.compile("(?:builder|counter|gauge|timer)\\(\\s*\"(baton\\.[a-z.]+)\"");

    /** What Prometheus' text format adds to a name. */
    private static final Pattern UNIT = Pattern.compile("_(total|seconds)$");

    /** A timer's name stands for these too. */
    private static final Pattern PART_OF_A_TIMER = Pattern.compile("_(count|sum|max)$");

    private static final String WORKFLOW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: keep}
            spec:
              do: [{id: keep, set: "${ input }"}]
            """;

    @TempDir
    private Path folder;

    @Test
    void everyMetricOfANodeIsDocumented() throws Exception {
        try (StartedNode node = StartedNode.in(folder, Map.of("baton.persistence.sqlite.size-max", "1 MiB"))) {
            provokeWhatAppearsOnlyWhenItHappens(node);
            Set<String> live = SAMPLE.matcher(node.get("/metrics").body())
                    .results()
                    .map(MatchResult::group)
                    .map(name -> PART_OF_A_TIMER.matcher(name).replaceFirst(""))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(live).hasSizeGreaterThan(20);
            assertThat(documented()).containsAll(live);
        }
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
