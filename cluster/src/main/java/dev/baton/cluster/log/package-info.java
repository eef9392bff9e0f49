/** What a server writes to its log, for people or for programs. Start with {@code ServerLog}. */
@NullMarked
package dev.baton.cluster.log;

import org.jspecify.annotations.NullMarked;
