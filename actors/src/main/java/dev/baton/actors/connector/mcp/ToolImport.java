package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The definition of an agent that is a tool, as far as the tool's server says it. */
public final class ToolImport {

    private static final int NAME_CHARS_MAX = 63;
    private static final int MANDATE_CHARS_MAX = 1_000;

    private final URI url;
    private final @Nullable SecretReference bearer;
    private final @Nullable JsonNode auth;
    private final JsonNode tool;
    private final ServerTool known;

    /** @param settings of the agent that has looked at the server: all that are made have the same ways in */
    ToolImport(JsonNode settings, JsonNode tool, ServerTool known) {
        this.url = URI.create(settings.path("url").asText());
        this.bearer = SecretReference.parse(settings.path("bearer").asText()).orElse(null);
        this.auth = settings.get("auth");
        this.tool = tool;
        this.known = known;
    }

    /** As its server calls it. */
    public String tool() {
        return tool.path("name").asText();
    }

    /** @param prefix before the tool's own name, made one that can be used; empty if neither is of any use */
    public String name(String prefix) {
        String name = slug(prefix + "-" + tool());
        return name.length() <= NAME_CHARS_MAX
                ? name
                : name.substring(0, NAME_CHARS_MAX).replaceAll("-$", "");
    }

    private static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-$", "");
    }

    /** @param name by which workflows are to call it; @param owner who answers for it; null if nobody is named */
    public ObjectNode definition(String name, @Nullable String owner) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.put("apiVersion", "baton/v1").put("kind", "Agent");
        ObjectNode metadata = definition.putObject("metadata").put("name", name);
        if (owner != null) {
            metadata.put("owner", owner);
        }
        ObjectNode spec = definition.putObject("spec");
        String said =
                tool.path("description").asText(tool.path("title").asText()).strip();
        String mandate = said.isEmpty() ? "Calls the tool " + tool() + "." : said;
        spec.put(
                "mandate",
                mandate.length() <= MANDATE_CHARS_MAX ? mandate : mandate.substring(0, MANDATE_CHARS_MAX - 1) + "…");
        ObjectNode mcp = spec.putObject("connector").putObject("mcp");
        mcp.put("url", url.toString()).put("tool", tool()).put("digest", known.digest());
        if (bearer != null) {
            mcp.put("bearer", bearer.toString());
        }
        if (auth != null) {
            mcp.set("auth", auth);
        }
        if (tool.path("inputSchema").isObject()) {
            spec.set("input", tool.get("inputSchema"));
        }
        if (tool.path("outputSchema").isObject()) {
            spec.set("output", tool.get("outputSchema"));
        }
        return definition;
    }
}
