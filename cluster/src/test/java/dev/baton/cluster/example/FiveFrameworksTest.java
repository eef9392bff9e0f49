package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.process.Npm;
import dev.baton.cluster.process.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One run with agents on five frameworks of others, each the real software, and a server that is killed meanwhile. */
final class FiveFrameworksTest {

    private static final Example EXAMPLE = new Example(Path.of("..", "examples", "five-frameworks"));

    private static @Nullable Workspace workspace;
    private static @Nullable Play play;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Npm.isPossible(), "SKIPPED: node and npm are needed for the agents of five-frameworks");
        // 750 packages: minutes on a fresh clone, and nothing once they are there.
        assumeTrue(
                Boolean.getBoolean("baton.test.all")
                        || NpmAgents.areInstalled(EXAMPLE, EXAMPLE.npm().orElseThrow()),
                "SKIPPED: the packages of five-frameworks are not installed yet, which './baton example five-frameworks' and"
                        + " './baton test --all' do");
        Workspace started = Workspace.create("five-frameworks-", false);
        workspace = started;
        play = new Troupe(started, Path.of("none of ours")).start(EXAMPLE);
    }

    @AfterAll
    static void stop() {
        if (workspace != null) {
            workspace.close();
        }
    }

    private static Play.Played play(String name) throws IOException, InterruptedException {
        if (play == null) {
            throw new IllegalStateException("the example has not started");
        }
        for (Example.Case scene : EXAMPLE.cases()) {
            if (scene.name().equals(name)) {
                return play.play(scene);
            }
        }
        throw new AssertionError("there is no case " + name);
    }

    /** How often each agent has begun its work. Nothing is lost: each has ended it; and repeats have the same key. */
    private static Map<String, Integer> begun(List<Journal.Entry> work) {
        Map<String, Integer> begun = new TreeMap<>();
        Map<String, String> keys = new TreeMap<>();
        for (Journal.Entry entry : work) {
            begun.merge(entry.agent(), entry.isEnd() ? 0 : 1, Integer::sum);
            assertThat(keys.merge(entry.agent(), entry.key(), (first, again) -> first))
                    .as("key of " + entry.agent())
                    .isEqualTo(entry.key());
        }
        assertThat(work.stream()
                        .filter(Journal.Entry::isEnd)
                        .map(Journal.Entry::agent)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(begun.keySet());
        return begun;
    }

    private static void assertEachStepWasDoneOnce(JsonNode run) {
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
        int byAgents = 0;
        for (JsonNode step : run.path("steps")) {
            if (step.has("agent")) {
                byAgents++;
                assertThat(step.path("attempts").asInt()).as(step.toString()).isEqualTo(1);
            }
        }
        assertThat(byAgents).isEqualTo(5);
    }

    @Test
    void oneRunUsesAllFiveAndOutlivesTheServerThatIsKilledWhileTheyWork() throws Exception {
        Play.Played played = play("1-payroll");

        assertThat(played.mishaps()).singleElement().asString().contains("while 5 agents were at work");
        assertEachStepWasDoneOnce(played.run());
        assertThat(begun(played.work()))
                .hasSize(5)
                .allSatisfy((agent, times) -> assertThat(times).as(agent).isEqualTo(1));
        JsonNode output = played.run().path("output");
        assertThat(output.path("decision").asText()).isEqualTo("refused");
        assertThat(output.path("critical")).extracting(JsonNode::asText).containsExactly("CVE-2021-44228");
        assertThat(output.path("rating").asText()).isEqualTo("poor");
        assertThat(output.path("tier").asText()).isEqualTo("high");
        assertThat(output.at("/conditions/controls"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "ACC-1 Everyone logs in with a second factor",
                        "BAK-1 Restoring of backups is tested",
                        "PEN-1 Others test the security every year");
        assertThat(output.at("/conditions/clauses"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "breach notice: within 72 hours",
                        "return of data: deletion or return at the end",
                        "liability: a cap of at least twelve months of fees");
        assertThat(output.at("/conditions/data"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "processing agreement", "encryption with own keys", "access log every month");
        assertThat(played.run().at("/usage/inputTokens").asInt()).isPositive();
    }

    @Test
    void whoeverStandsInNobodysWayIsAcceptedWithoutAPerson() throws Exception {
        Play.Played played = play("2-caterer");

        assertEachStepWasDoneOnce(played.run());
        assertThat(begun(played.work()).values()).hasSize(5).allMatch(times -> times == 1);
        JsonNode output = played.run().path("output");
        assertThat(output.path("decision").asText()).isEqualTo("accepted");
        assertThat(output.path("tier").asText()).isEqualTo("low");
        assertThat(output.path("rating").asText()).isEqualTo("fair");
        assertThat(output.at("/conditions/clauses")).isEmpty();
        assertThat(output.at("/conditions/controls"))
                .extracting(JsonNode::asText)
                .containsExactly("PEN-1 Others test the security every year");
    }
}
