/**
 * Tools of MCP servers as agents. {@link dev.baton.actors.connector.mcp.McpConnector} finds out which version a server
 * speaks, looks whether the tool is still the one that was approved ({@code ServerTool}), and calls it. A task that comes
 * of it, and a question of the server, are turns of the attempt, so that a crash repeats neither.
 */
@NullMarked
package dev.baton.actors.connector.mcp;

import org.jspecify.annotations.NullMarked;
