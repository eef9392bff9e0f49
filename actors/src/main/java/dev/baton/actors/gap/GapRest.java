package dev.baton.actors.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of an agent's folder no definition says: a note on each, for people. */
final class GapRest {

    private static final Set<String> KEYS = Set.of(
            "name",
            "version",
            "description",
            "spec_version",
            "author",
            "tags",
            "model",
            "agents",
            "runtime",
            "a2a",
            "mcp_servers",
            "compliance",
            "skills",
            "license");

    private final String at;
    private final GapFolder folder;
    private final JsonNode yaml;
    private final List<String> notes = new ArrayList<>();

    private GapRest(String at, GapFolder folder, JsonNode yaml) {
        this.at = at;
        this.folder = folder;
        this.yaml = yaml;
    }

    /**
     * @param at where the folder is in that of the first agent
     * @param yaml its {@code agent.yaml}
     */
    static List<String> of(String at, GapFolder folder, JsonNode yaml) {
        GapRest rest = new GapRest(at, folder, yaml);
        rest.ofYaml();
        rest.ofPrompt();
        rest.ofCompliance();
        rest.ofServers();
        rest.ofFiles();
        return rest.notes;
    }

    private void ofYaml() {
        yaml.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                notes.add(at + "agent.yaml: '" + key + "' is not mapped");
            }
        });
        boolean remote = isRemote();
        noteAllBut(at, yaml, "a2a", Set.of("url"));
        noteAllBut(at, yaml, "runtime", remote ? Set.of("timeout") : Set.of("max_turns", "temperature", "timeout"));
        noteAllBut(at, yaml, "model", remote ? Set.of() : Set.of("preferred", "fallback", "constraints"));
        noteAllBut(at + "model.", yaml.path("model"), "constraints", Set.of("temperature", "max_tokens", "top_p"));
        noteAllBut(at + "compliance.", yaml.path("compliance"), "supervision", Set.of("human_in_the_loop"));
        yaml.path("agents")
                .properties()
                .forEach(agent ->
                        noteAllBut(at + "agents.", yaml.path("agents"), agent.getKey(), Set.of("description")));
    }

    private boolean isRemote() {
        return yaml.path("a2a").path("url").isTextual();
    }

    private void ofPrompt() {
        yaml.path("skills").forEach(skill -> {
            if (folder.text("skills/" + skill.asText() + "/SKILL.md").isEmpty()) {
                notes.add(at + "skills: there is no skills/" + skill.asText() + "/SKILL.md, so it is not mapped");
            }
        });
        if (isRemote()) {
            for (String file : GapImport.PROMPT) {
                if (!folder.text(file).isEmpty()) {
                    notes.add(at + file + " is not mapped: the agent behind a2a.url has its own instructions");
                }
            }
        }
    }

    private void ofCompliance() {
        yaml.path("compliance").fieldNames().forEachRemaining(key -> {
            if (key.equals("segregation_of_duties")) {
                notes.add(at
                        + "compliance.segregation_of_duties: whoever starts a run may not approve in it; its roles are"
                        + " not mapped");
            } else if (!key.equals("supervision")) {
                notes.add(at + "compliance." + key + " is not mapped");
            }
        });
    }

    private void ofServers() {
        yaml.path("mcp_servers")
                .properties()
                .forEach(server -> notes.add(at + "MCP server " + server.getKey()
                        + (server.getValue().has("url")
                                ? " at " + server.getValue().path("url").asText()
                                        + ": make an agent of each tool that may be used, approved by its digest"
                                : " is a command: nothing of a folder is run; a worker can offer what it does")));
    }

    private void ofFiles() {
        for (String path : folder.files().keySet()) {
            String why = unmapped(path);
            if (why != null) {
                notes.add(at + path + " " + why);
            }
        }
    }

    private void noteAllBut(String at, JsonNode of, String key, Set<String> known) {
        of.path(key).fieldNames().forEachRemaining(inside -> {
            if (!known.contains(inside)) {
                notes.add(at + key + "." + inside + " is not mapped");
            }
        });
    }

    /** Null for what is mapped. */
    private static @Nullable String unmapped(String path) {
        if (path.equals("agent.yaml")
                || GapImport.PROMPT.contains(path)
                || path.matches("agents/([^/]+\\.md|[^/]+/.+)")) {
            return null;
        }
        if (path.matches("workflows/[^/]+\\.ya?ml|skills/[^/]+/SKILL\\.md")) {
            return null;
        }
        return path.startsWith("hooks/") || path.startsWith("tools/") || path.contains("/scripts/")
                ? "is not mapped, and never run"
                : "is not mapped";
    }
}
