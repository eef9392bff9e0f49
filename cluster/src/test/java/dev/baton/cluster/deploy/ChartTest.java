package dev.baton.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.rules.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart, rendered by Helm. */
final class ChartTest {

    private static final Path CHART = DeployFiles.FOLDER.resolve("helm/baton");
    private static final Path MANIFESTS = DeployFiles.FOLDER.resolve("kubernetes/baton.yaml");
    private static final long HELM_SECONDS_MAX = 120;

    private static final String ABOUT = """
            # The chart in ../helm/baton with its default values, for those who do not use Helm; a test keeps the two alike:
            #   kubectl create secret generic baton-database --from-literal=password=...
            #   kubectl create secret generic baton-nodes --from-file=node.p12 --from-literal=password=...
            #   kubectl apply -f baton.yaml
            """;

    @TempDir
    private Path folder;

    /** Run with {@code -Dbaton.golden.update=true} to write the manifests anew. */
    @Test
    void withItsDefaultsItIsWhatTheManifestsSay() throws Exception {
        String rendered = rendered("-");
        if (Boolean.getBoolean("baton.golden.update")) {
            Files.writeString(MANIFESTS, ABOUT + rendered);
        }

        assertThat(DeployFiles.documents(Sources.read(MANIFESTS))).isEqualTo(DeployFiles.documents(rendered));
    }

    @Test
    void itTakesOtherValues() throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                replicas: 5
                image: {repository: registry.example.org/baton, tag: "9"}
                database: {url: "jdbc:postgresql://db.example.org/b", user: someone, secret: other}
                settings: |
                  baton.engine.snapshot-every = 100
                  baton.http.streams-max = 50
                """);
        List<JsonNode> manifests = DeployFiles.documents(rendered(values.toString()));

        assertThat(manifests)
                .hasSize(7)
                .allSatisfy(manifest -> assertThat(Kubernetes.refusal(manifest)).isEmpty());
        assertThat(manifests.toString())
                .contains(
                        "\"replicas\":5",
                        "registry.example.org/baton:9",
                        "jdbc:postgresql://db.example.org/b",
                        "baton.engine.snapshot-every = 100\\nbaton.http.streams-max = 50");
    }

    @Test
    void itRefusesAValueThatItDoesNotHave() throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), "replcias: 5\n");
        Path out = folder.resolve("out.yaml");

        assertThat(helm(values.toString(), out)).isEqualTo(1);
        assertThat(Sources.read(folder.resolve("said"))).contains("replcias");
    }

    private String rendered(String values) throws IOException, InterruptedException {
        Path out = folder.resolve("out.yaml");
        assertThat(helm(values, out))
                .as(() -> Sources.read(folder.resolve("said")))
                .isZero();
        return Sources.read(out);
    }

    private int helm(String values, Path out) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HelmProgram.class.getName(),
                CHART.toString(),
                values,
                out.toString());
        // Nobody's cluster is asked.
        program.environment().put("KUBECONFIG", "/dev/null");
        Process helm = program.redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        if (!helm.waitFor(HELM_SECONDS_MAX, TimeUnit.SECONDS)) {
            helm.destroyForcibly();
            throw new AssertionError("Helm did not end");
        }
        Assumptions.assumeTrue(helm.exitValue() != HelmProgram.EXIT_MISSING, () -> {
            String missing = "SKIPPED: there is no Helm for this machine, so the chart is not tried";
            System.err.println(missing);
            return missing;
        });
        return helm.exitValue();
    }
}
