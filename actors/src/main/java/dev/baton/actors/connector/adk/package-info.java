/**
 * Agents behind the API server of Google's Agent Development Kit. {@link dev.baton.actors.connector.adk.AdkConnector} begins
 * an {@code AdkCall}; {@code AdkAgent} is what a definition says, {@code AdkApi} the requests of the server, {@code Session}
 * what it tells about one, {@code Questions} what its long-running tools wait for, {@code Speech} what is heard of an agent
 * that streams.
 */
@NullMarked
package dev.baton.actors.connector.adk;

import org.jspecify.annotations.NullMarked;
