/** What the run core and its managers need from the outside: implemented by the modules above. */
@NullMarked
package dev.baton.actors.port;

import org.jspecify.annotations.NullMarked;
