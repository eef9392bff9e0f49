/**
 * The MCP server: published workflows are tools, their runs are tasks and resources, and what a run asks is an
 * elicitation. Two versions of the protocol are spoken, 2026-07-28 without and 2025-11-25 with sessions; either way no
 * node remembers a client. Read {@link dev.baton.http.mcp.McpServer}, then {@code Envelope} (what a request must be),
 * {@code Tools} and {@code ToolCalls}. {@link dev.baton.http.mcp.Additions} is for whoever embeds a node.
 */
@NullMarked
package dev.baton.http.mcp;

import org.jspecify.annotations.NullMarked;
