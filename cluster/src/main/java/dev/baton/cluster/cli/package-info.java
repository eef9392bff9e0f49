/**
 * The client verbs: everything that can be asked of a server from a shell. It knows the HTTP API and nothing of the
 * engine, and loads no class of it, so that a verb starts fast.
 *
 * <p>Read {@link dev.baton.cluster.cli.BatonCommand} for the verbs and how they end, {@code Connection} and {@code Api}
 * for how they reach a server, then {@code RunVerbs}, and {@code RunWait} for how a wait survives a server's restart.
 */
@NullMarked
package dev.baton.cluster.cli;

import org.jspecify.annotations.NullMarked;
