/**
 * The HTTP API of a node. {@link dev.baton.http.ApiServer} starts it from {@link dev.baton.http.Services}; {@link
 * dev.baton.http.resource.Api} lists its routes; {@link dev.baton.http.exchange.FrontDoor} is what all of them share.
 */
@NullMarked
package dev.baton.http;

import org.jspecify.annotations.NullMarked;
