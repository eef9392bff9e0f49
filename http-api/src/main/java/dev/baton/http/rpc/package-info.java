/**
 * JSON-RPC 2.0 over HTTP, as MCP and A2A use it: {@link dev.baton.http.rpc.Message} is what comes in, {@link
 * dev.baton.http.rpc.Rpc} writes what goes out, {@link dev.baton.http.rpc.LiveAnswers} sends answers that take a while as
 * server-sent events.
 */
@NullMarked
package dev.baton.http.rpc;

import org.jspecify.annotations.NullMarked;
