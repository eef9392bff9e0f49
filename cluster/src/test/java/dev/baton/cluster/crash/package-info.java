/**
 * The packaged server, killed with SIGKILL and robbed of its store while clients and agents work with it.
 *
 * <p>Read {@link dev.baton.cluster.crash.Everything}, the workflow; {@link dev.baton.cluster.crash.RecordingAgent}, who does
 * its steps; {@link dev.baton.cluster.crash.Clients}, who start and answer; {@link dev.baton.cluster.crash.Crashes}, what
 * happens to the server; and {@link dev.baton.cluster.crash.Audit}, what must be true afterwards, and {@link
 * dev.baton.cluster.crash.Aftermath}, how soon.
 */
@NullMarked
package dev.baton.cluster.crash;

import org.jspecify.annotations.NullMarked;
