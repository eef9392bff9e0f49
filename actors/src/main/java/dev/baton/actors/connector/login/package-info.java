/**
 * How an agent gets tokens for a server that says itself whose it wants (OAuth 2.1 as MCP has it). {@link
 * dev.baton.actors.connector.login.Passes} is asked for a token and told when one was refused; what then happens reads
 * down from there: {@code Discovery} (whose tokens), {@code Registration} (as which client), {@code Tokens} (the token),
 * {@code Consents} (if a person has to allow it) and {@code Vault} (what is kept of it, encrypted). {@link
 * dev.baton.actors.connector.login.LoginsTidy} deletes what no version of an agent uses any more.
 */
@NullMarked
package dev.baton.actors.connector.login;

import org.jspecify.annotations.NullMarked;
