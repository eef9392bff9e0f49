package dev.baton.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import dev.baton.cluster.rules.Sources;
import dev.baton.config.ApiSettings;
import dev.baton.config.ClusterSettings;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.LogSettings;
import dev.baton.config.StoreSettings;
import dev.baton.config.UnknownKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The manifests for Kubernetes. */
final class ManifestsTest {

    private static final List<JsonNode> MANIFESTS =
            DeployFiles.documents(Sources.read(DeployFiles.FOLDER.resolve("kubernetes/baton.yaml")));

    private final JsonNode set = only("StatefulSet").path("spec");
    private final JsonNode pod = set.path("template").path("spec");
    private final JsonNode container = pod.path("containers").path(0);

    @Test
    void kubernetesTakesEachOfThem() {
        assertThat(MANIFESTS)
                .hasSize(7)
                .allSatisfy(manifest -> assertThat(Kubernetes.refusal(manifest)).isEmpty());
    }

    @Test
    void kubernetesRefusesAFieldThatThereIsNotAndOneThatIsMissing() {
        JsonNode unknown = DeployFiles.documents("""
                apiVersion: v1
                kind: Service
                metadata: {name: x}
                spec: {ports: [{port: 1}], selektor: {a: b}}
                """).getFirst();
        JsonNode missing = DeployFiles.documents("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: x}
                spec: {serviceName: x}
                """).getFirst();

        assertThat(Kubernetes.refusal(unknown)).get().asString().contains("selektor");
        assertThat(Kubernetes.refusal(missing)).get().asString().contains("template");
    }

    @Test
    void noProcessCanBecomeMoreThanItIs() {
        JsonNode context = container.path("securityContext");

        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("securityContext").path("runAsUser").asInt()).isPositive();
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.path("capabilities").path("drop").toString()).isEqualTo("[\"ALL\"]");
    }

    @Test
    void theProbesAskWhatTheServerAnswers() {
        assertThat(path("startupProbe")).isEqualTo("/health/startup");
        assertThat(path("livenessProbe")).isEqualTo("/health/live");
        assertThat(path("readinessProbe")).isEqualTo("/health/ready");
        assertThat(set.path("template")
                        .path("metadata")
                        .path("annotations")
                        .path("prometheus.io/path")
                        .asText())
                .isEqualTo("/metrics");
    }

    private String path(String probe) {
        return container.path(probe).path("httpGet").path("path").asText();
    }

    @Test
    void podsSpreadOverZonesAndLeaveOneAtATime() {
        assertThat(pod.path("topologySpreadConstraints").findValuesAsText("topologyKey"))
                .contains("topology.kubernetes.io/zone");
        assertThat(only("PodDisruptionBudget")
                        .path("spec")
                        .path("maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(set.path("updateStrategy").path("type").asText()).isEqualTo("RollingUpdate");
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void whateverSelectsPodsSelectsTheseAndNamesTheirPorts() {
        JsonNode labels = set.path("template").path("metadata").path("labels");

        assertThat(set.path("selector").path("matchLabels")).isEqualTo(labels);
        assertThat(only("PodDisruptionBudget").path("spec").path("selector").path("matchLabels"))
                .isEqualTo(labels);
        assertThat(only("NetworkPolicy").path("spec").path("podSelector").path("matchLabels"))
                .isEqualTo(labels);
        assertThat(pod.findValues("labelSelector"))
                .isNotEmpty()
                .allSatisfy(selector -> assertThat(selector.path("matchLabels")).isEqualTo(labels));
        assertThat(all("Service")).hasSize(2).allSatisfy(service -> {
            assertThat(service.path("spec").path("selector")).isEqualTo(labels);
            assertThat(container.path("ports").findValuesAsText("name"))
                    .containsAll(service.path("spec").path("ports").findValuesAsText("targetPort"));
        });
        assertThat(all("Service").stream()
                        .map(service -> service.path("metadata").path("name").asText()))
                .contains(set.path("serviceName").asText());
        assertThat(container.path("ports").findValuesAsText("name"))
                .containsAll(only("NetworkPolicy").path("spec").findValuesAsText("port"));
    }

    @Test
    void theSettingsAreThoseOfAServer() {
        Config user = ConfigFactory.parseString(
                        only("ConfigMap").path("data").path("baton.conf").asText())
                .resolveWith(
                        ConfigFactory.parseMap(Map.of("POD_IP", "10.1.2.3", "POD_NAMESPACE", "agents")),
                        ConfigResolveOptions.defaults());
        UnknownKeys.refuse(user);
        Config config = user.withFallback(ConfigFactory.load());

        ApiSettings api = ApiSettings.of(config);
        assertThat(api.allowedHosts())
                .containsExactly(
                        "10.1.2.3", "baton", "baton.agents", "baton.agents.svc", "baton.agents.svc.cluster.local");
        assertThat(api.publicUrl()).isEqualTo("http://baton.agents.svc:8080");
        assertThat(api.port()).isEqualTo(port("http"));
        assertThat(config.getInt("baton.cluster.port")).isEqualTo(port("nodes"));
        assertThat(ClusterSettings.of(config).alone()).isFalse();
        assertThat(ClusterSettings.of(config).tls().isOn()).isTrue();
        assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                .contains(parent(ClusterSettings.of(config).tls().store()));
        assertThat(StoreSettings.of(config).store()).isEqualTo(StoreSettings.Kind.POSTGRESQL);
        assertThat(LogSettings.of(config).format()).isEqualTo(LogSettings.Format.JSON);
        assertThat(HttpClientSettings.of(config)).isNotNull();
    }

    private int port(String name) {
        for (JsonNode port : container.path("ports")) {
            if (port.path("name").asText().equals(name)) {
                return port.path("containerPort").asInt();
            }
        }
        throw new AssertionError("there is no port " + name);
    }

    private static String parent(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    private static JsonNode only(String kind) {
        List<JsonNode> found = all(kind);
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    private static List<JsonNode> all(String kind) {
        return MANIFESTS.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .toList();
    }
}
