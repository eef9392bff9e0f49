package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server describes it.
 *
 * @param digest of all that tells a caller what the tool is and takes: if it is another, the tool is another
 * @param headers names of headers by the arguments that are repeated in them
 */
record ServerTool(String digest, Map<String, String> headers) {

    private static final List<String> TELLING =
            List.of("name", "title", "description", "inputSchema", "outputSchema", "annotations");
    private static final String IN_HEADER = "x-mcp-header";
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Set<String> REPEATED = Set.of("string", "integer", "boolean");

    ServerTool {
        headers = Map.copyOf(headers);
    }

    /** @throws Unusable if no client may call the tool */
    static ServerTool of(JsonNode tool) throws Unusable {
        ObjectNode telling = JsonNodeFactory.instance.objectNode();
        for (String name : TELLING) {
            if (tool.has(name)) {
                telling.set(name, tool.get(name));
            }
        }
        return new ServerTool(CanonicalJson.digest(telling), repeated(tool.at("/inputSchema/properties")));
    }

    private static Map<String, String> repeated(JsonNode properties) throws Unusable {
        Map<String, String> headers = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            JsonNode header = property.getValue().get(IN_HEADER);
            if (header == null) {
                continue;
            }
            if (!header.isTextual()
                    || !HEADER.matcher(header.textValue()).matches()
                    || !REPEATED.contains(property.getValue().path("type").asText())
                    || !taken.add(header.textValue().toLowerCase(Locale.ROOT))) {
                throw new Unusable("its argument " + property.getKey() + " says " + IN_HEADER + ": " + header
                        + ", which is not allowed there");
            }
            headers.put(property.getKey(), header.textValue());
        }
        return headers;
    }

    /** The headers that a call with these arguments carries. */
    Map<String, String> headers(JsonNode arguments) {
        Map<String, String> sent = new LinkedHashMap<>();
        headers.forEach((argument, header) -> {
            JsonNode value = arguments.path(argument);
            if (value.isValueNode() && !value.isNull()) {
                sent.put("Mcp-Param-" + header, encoded(value.asText()));
            }
        });
        return sent;
    }

    /** As it is if a header can carry it. */
    static String encoded(String value) {
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                && value.equals(value.strip())
                && !value.startsWith("=?base64?");
        return plain
                ? value
                : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** Why it may not be called as it is; null if it may. */
    @Nullable
    String objection(McpAgent agent) {
        if (digest.equals(agent.digest())) {
            return null;
        }
        return (agent.digest() == null
                        ? "the tool " + agent.tool() + " has not been approved"
                        : "the tool " + agent.tool() + " is not the one that was approved any more (tool-changed)")
                + ": look at what it says of itself, and apply the agent with connector.mcp.digest: " + digest;
    }
}
