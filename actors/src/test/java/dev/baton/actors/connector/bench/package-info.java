/**
 * Measures what connectors cost above plain {@code http}: run {@link dev.baton.actors.connector.bench.ConnectorOverhead}. {@code
 * VendorStub} answers for all of their systems, in a process of its own.
 */
@NullMarked
package dev.baton.actors.connector.bench;

import org.jspecify.annotations.NullMarked;
