/**
 * One request and its answer, whatever it is about. Read in this order: {@link dev.baton.http.exchange.Router} (which
 * route), {@link dev.baton.http.exchange.Exchange} (the request), {@link dev.baton.http.exchange.Fields} and {@link
 * dev.baton.http.exchange.Parameters} (its contents, checked), {@link dev.baton.http.exchange.Refusal} and {@link
 * dev.baton.http.exchange.Answers} (what goes back).
 */
@NullMarked
package dev.baton.http.exchange;

import org.jspecify.annotations.NullMarked;
