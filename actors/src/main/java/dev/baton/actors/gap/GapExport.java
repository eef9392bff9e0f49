package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Makes an agent's folder of its definition. */
public final class GapExport {

    private static final String SPEC_VERSION = "0.1.0";
    private static final String TAG = "gap/tag-";
    private static final Set<String> SPEC = Set.of("mandate", "connector", "limits");
    private static final Set<String> LLM =
            Set.of("models", "instructions", "tools", "maxTurns", "maxOutputTokens", "temperature");

    private GapExport() {}

    /** @param files by their path; @param notes what of the definition stands in none of them */
    public record Made(Map<String, String> files, List<String> notes) {
        public Made {
            files = new TreeMap<>(files);
            notes = List.copyOf(notes);
        }
    }

    /** @param version of the definition here */
    public static Made of(JsonNode definition, int version) {
        List<String> notes = new ArrayList<>();
        JsonNode metadata = definition.path("metadata");
        JsonNode spec = definition.path("spec");
        String mandate = spec.path("mandate").asText(metadata.path("name").asText());
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("spec_version", SPEC_VERSION);
        yaml.put("name", metadata.path("name").asText());
        yaml.put("version", metadata.path("labels").path("gap/version").asText(version + ".0.0"));
        yaml.put("description", mandate);
        if (metadata.has("owner")) {
            yaml.put("author", metadata.path("owner").asText());
        }
        JsonNode labels = metadata.path("labels");
        if (labels.has("gap/license")) {
            yaml.put("license", labels.path("gap/license").asText());
        }
        List<String> tags = new ArrayList<>();
        labels.fieldNames().forEachRemaining(label -> {
            if (label.startsWith(TAG)) {
                tags.add(label.substring(TAG.length()));
            } else if (!label.startsWith("gap/")) {
                notes.add("label " + label + " has no place in a folder");
            }
        });
        if (!tags.isEmpty()) {
            yaml.put("tags", tags);
        }
        JsonNode connector = spec.path("connector");
        Map<String, Object> runtime = new LinkedHashMap<>();
        String soul = mandate;
        if (connector.has("llm")) {
            soul = connector.path("llm").path("instructions").asText(mandate);
            model(yaml, runtime, connector.path("llm"), notes);
            tools(yaml, connector.path("llm").path("tools"), notes);
        } else if (connector.has("a2a")) {
            yaml.put("a2a", Map.of("url", connector.path("a2a").path("url").asText()));
        } else {
            connector
                    .fieldNames()
                    .forEachRemaining(kind -> notes.add("connector." + kind + " has no place in a folder"));
        }
        limits(runtime, spec.path("limits"), notes);
        if (!runtime.isEmpty()) {
            yaml.put("runtime", runtime);
        }
        spec.fieldNames().forEachRemaining(key -> {
            if (!SPEC.contains(key)) {
                notes.add(key + " has no place in a folder");
            }
        });
        return new Made(Map.of("agent.yaml", text(yaml), "SOUL.md", soul.strip() + "\n"), notes);
    }

    private static void model(Map<String, Object> yaml, Map<String, Object> runtime, JsonNode llm, List<String> notes) {
        List<String> chain = new ArrayList<>();
        for (JsonNode model : llm.path("models")) {
            String provider = provider(model);
            chain.add(provider + model.path("model").asText());
            if (provider.isEmpty()) {
                notes.add("model " + model.path("model").asText() + " is at "
                        + model.path("url").asText() + ", which has no place in a folder");
            }
        }
        Map<String, Object> constraints = new LinkedHashMap<>();
        if (llm.has("temperature")) {
            constraints.put("temperature", llm.path("temperature").doubleValue());
        }
        if (llm.has("maxOutputTokens")) {
            constraints.put("max_tokens", llm.path("maxOutputTokens").intValue());
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("preferred", chain.isEmpty() ? "" : chain.getFirst());
        if (chain.size() > 1) {
            model.put("fallback", chain.subList(1, chain.size()));
        }
        if (!constraints.isEmpty()) {
            model.put("constraints", constraints);
        }
        yaml.put("model", model);
        if (llm.has("maxTurns")) {
            runtime.put("max_turns", llm.path("maxTurns").intValue());
        }
        llm.fieldNames().forEachRemaining(key -> {
            if (!LLM.contains(key)) {
                notes.add("connector.llm." + key + " has no place in a folder");
            }
        });
    }

    /** Agents, by their names: the other tools that a folder can have are programs. */
    private static void tools(Map<String, Object> yaml, JsonNode tools, List<String> notes) {
        Map<String, Object> agents = new LinkedHashMap<>();
        for (JsonNode tool : tools) {
            String name = tool.path("agent").asText();
            if (name.isEmpty() || agents.containsKey(name)) {
                notes.add("the tool " + tool + " has no place in a folder");
                continue;
            }
            agents.put(
                    name,
                    tool.has("description")
                            ? Map.of("description", tool.path("description").asText())
                            : Map.of());
            if (tool.has("as")) {
                notes.add("that the tool " + name + " is called " + tool.path("as") + " has no place in a folder");
            }
        }
        if (!agents.isEmpty()) {
            yaml.put("agents", agents);
        }
    }

    private static String provider(JsonNode model) {
        String url = model.path("url").asText();
        if (url.startsWith("https://api.anthropic.com")) {
            return "anthropic:";
        }
        return url.startsWith("https://api.openai.com") ? "openai:" : "";
    }

    private static void limits(Map<String, Object> runtime, JsonNode limits, List<String> notes) {
        limits.fieldNames().forEachRemaining(key -> {
            if (key.equals("timeout")) {
                runtime.put(
                        "timeout",
                        Math.max(1, Duration.parse(limits.path(key).asText()).toSeconds()));
            } else {
                notes.add("limits." + key + " has no place in a folder");
            }
        });
    }

    private static String text(Map<String, Object> yaml) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .build())
                .dumpToString(yaml);
    }
}
