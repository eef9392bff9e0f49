/** The agent that chooses by meaning, with a model inside the server. */
@NullMarked
package dev.baton.actors.connector.intent;

import org.jspecify.annotations.NullMarked;
