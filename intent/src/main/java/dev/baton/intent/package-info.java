/**
 * The intent model: a small sentence embedding (all-MiniLM-L6-v2) that runs inside the server, for handoffs that choose
 * by meaning. Optional: nothing refers to this module, the server finds it if it is on the class path. Read {@link
 * dev.baton.intent.MiniLm} first; {@link dev.baton.intent.WordPieces} makes the numbers of a text, {@link
 * dev.baton.intent.OnnxFile} reads the weights.
 */
@NullMarked
package dev.baton.intent;

import org.jspecify.annotations.NullMarked;
