package dev.baton.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.rules.Sources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The alerts for Prometheus. */
final class AlertsTest {

    private static final Path RULE_TESTS = DeployFiles.ALERTS.resolveSibling("baton-alerts.test.yaml");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{2,4} (.+)$");
    private static final long PROMTOOL_SECONDS_MAX = 60;

    @Test
    void everyAlertHasARunbookOnTheOperatorsPage() {
        String page = Sources.read(Sources.DOCS.resolve("operations.md"));
        Set<String> anchors = HEADING.matcher(page)
                .results()
                .map(heading -> anchor(heading.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(DeployFiles.alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            String runbook = alert.path("annotations").path("runbook").asText();
            assertThat(runbook).as(name).startsWith("docs/operations.md#");
            assertThat(anchors).as(name).contains(runbook.substring(runbook.indexOf('#') + 1));
            assertThat(page).as("the page names the alert").contains("`" + name + "`");
        });
    }

    /** As the usual viewers of Markdown name a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .strip()
                .replace(' ', '-');
    }

    @Test
    void everyAlertSaysHowBadItIsAndIsNamedOnce() {
        List<JsonNode> alerts = DeployFiles.alerts();

        assertThat(alerts).extracting(alert -> alert.path("alert").asText()).doesNotHaveDuplicates();
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning");
            assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(alert.path("annotations").path("description").asText()).isNotBlank();
        });
    }

    @Test
    void everyAlertIsTriedByTheRuleTestsAndNoneComesForAHealthyNode() {
        JsonNode tests =
                DeployFiles.documents(Sources.read(RULE_TESTS)).getFirst().path("tests");
        Set<String> fires = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        tests.forEach(test -> test.path("alert_rule_test")
                .forEach(tried -> (tried.path("exp_alerts").isEmpty() ? silent : fires)
                        .add(tried.path("alertname").asText())));
        Set<String> all = DeployFiles.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(fires).isEqualTo(all);
        assertThat(silent).isEqualTo(all);
    }

    @Test
    void prometheusTakesTheRulesAndTheyDoWhatTheirTestsSay() throws IOException, InterruptedException {
        Assumptions.assumeTrue(runs("--version"), () -> {
            String missing = "SKIPPED: there is no promtool on the path (Debian's package prometheus has it), so"
                    + " the alert rules are not tried";
            System.err.println(missing);
            return missing;
        });
        assertThat(runs("check", "rules", DeployFiles.ALERTS.toString())).isTrue();
        assertThat(runs("test", "rules", RULE_TESTS.toString())).isTrue();
    }

    private static boolean runs(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "promtool";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process promtool;
        try {
            promtool = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException missing) {
            return false;
        }
        if (!promtool.waitFor(PROMTOOL_SECONDS_MAX, TimeUnit.SECONDS)) {
            promtool.destroyForcibly();
            return false;
        }
        return promtool.exitValue() == 0;
    }
}
