/**
 * The A2A server: every published workflow and every registered agent is an agent with a card of its own, and a task is a
 * run. {@link dev.baton.http.a2a.A2aServer} has the routes of both bindings, for each {@code Directory} of agents; {@code
 * Conversations} does what is asked, in the form of version 1.0; {@code OldForm} is what version 0.3 makes of that. {@code
 * Notifier} tells those who wish it how their tasks get on.
 */
@NullMarked
package dev.baton.http.a2a;

import org.jspecify.annotations.NullMarked;
