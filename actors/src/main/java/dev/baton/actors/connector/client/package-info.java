/**
 * The client of HTTP/1.1 and 2 that connectors share, for many short JSON calls to few hosts: {@link
 * dev.baton.actors.connector.client.HttpClient} sends, a {@code Lane} is one event loop with its connections, a {@code
 * HostPool} the connections to one host, a {@code Connection} carries one {@link
 * dev.baton.actors.connector.client.Exchange} at a time, a {@code Dialer} makes new ones. With hosts that speak HTTP/2 an {@code
 * Http2Session} is the connection, and each exchange a stream of it.
 *
 * <p>It exists because it needs half the processor time per call of the clients at hand ({@code docs/benchmarks.md}).
 * Everything in a lane happens on its event loop, so that nothing is locked.
 */
@NullMarked
package dev.baton.actors.connector.client;

import org.jspecify.annotations.NullMarked;
