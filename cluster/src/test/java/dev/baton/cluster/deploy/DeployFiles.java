package dev.baton.cluster.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cluster.rules.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files for those who run Baton. */
public final class DeployFiles {

    public static final Path FOLDER = Sources.ROOT.resolve("config/deploy");
    public static final Path ALERTS = FOLDER.resolve("prometheus/baton-alerts.yaml");
    public static final Path DASHBOARD = FOLDER.resolve("grafana/baton.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeployFiles() {}

    /** Every document of a YAML file; empty ones are left out. */
    static List<JsonNode> documents(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document != null) {
                documents.add(JSON.valueToTree(document));
            }
        }
        return documents;
    }

    public static JsonNode dashboard() {
        try {
            return JSON.readTree(DASHBOARD.toFile());
        } catch (IOException e) {
            throw new AssertionError(DASHBOARD + " is not JSON", e);
        }
    }

    /** The rules of all groups. */
    public static List<JsonNode> alerts() {
        List<JsonNode> rules = new ArrayList<>();
        documents(Sources.read(ALERTS))
                .getFirst()
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** The panels that show something. */
    public static List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        dashboard().path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** What alerts and dashboard ask of Prometheus. */
    public static List<String> queries() {
        List<String> queries = new ArrayList<>();
        alerts().forEach(alert -> queries.add(alert.path("expr").asText()));
        panels().forEach(panel -> panel.path("targets")
                .forEach(target -> queries.add(target.path("expr").asText())));
        return queries;
    }

    static List<Path> in(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
