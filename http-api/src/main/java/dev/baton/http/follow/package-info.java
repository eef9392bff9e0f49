/**
 * How the protocol servers (MCP, A2A) stay with a run: {@link dev.baton.http.follow.RunWatch} tells when it has moved on,
 * {@link dev.baton.http.follow.Question} is what it waits for and its caller may answer, and {@link
 * dev.baton.http.follow.Seal} lets a client carry state for us without being able to change it.
 */
@NullMarked
package dev.baton.http.follow;

import org.jspecify.annotations.NullMarked;
