package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From where agents come, and what of them is wanted. */
final class ImportOptions {

    @Parameters(
            paramLabel = "URL",
            description = "where the agent is, or its card, or the MCP server; with --gap the folder")
    String url = "";

    @Option(names = "--mcp", description = "it is an MCP server")
    boolean mcp;

    @Option(names = "--gap", description = "it is an Open GAP folder on this machine")
    boolean gap;

    @Option(
            names = "--model-url",
            paramLabel = "URL",
            description = "with --gap: where models are whose provider is not known")
    @Nullable
    String modelUrl;

    @Option(names = "--tool", paramLabel = "TOOL", description = "with --mcp: this tool. Default: all")
    private @Nullable List<String> tools;

    @Option(
            names = "--bearer",
            paramLabel = "SECRET",
            description = "with --mcp: the token that it wants, as secret://name")
    private @Nullable String bearer;

    @Option(
            names = "--auth",
            paramLabel = "JSON",
            description = "with --mcp: how tokens are got, as 'auth' of the connector: JSON, @FILE, or -")
    private @Nullable String auth;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "its name here; with --mcp the beginning of names. Default: that of the other side")
    private @Nullable String name;

    @Option(names = "--owner", paramLabel = "OWNER", description = "who answers for it")
    @Nullable
    String owner;

    @Option(names = "--apply", description = "store the definition")
    boolean apply;

    /** What is asked of the API, which looks by itself. */
    ObjectNode body(Console console) {
        if (!mcp && (tools != null || bearer != null || auth != null)) {
            throw CliFailure.usage("--tool, --bearer and --auth are for MCP servers.", "Say --mcp, or leave them out.");
        }
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("url", url).put("apply", apply);
        put(body, mcp ? "prefix" : "name", name);
        put(body, "owner", owner);
        put(body, "bearer", bearer);
        if (auth != null) {
            body.set("auth", JsonArgument.read("--auth", auth, console));
        }
        if (tools != null) {
            tools.forEach(body.putArray("tools")::add);
        }
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
