/**
 * AG-UI 1.0, the protocol between agents and user interfaces: an exchange starts a run, or goes on with one, and shows what
 * happens in it as server-sent events, until it ends or asks its user something.
 */
@NullMarked
package dev.baton.http.agui;

import org.jspecify.annotations.NullMarked;
