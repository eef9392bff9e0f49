/** Stand-ins for the layers below, by hand: real decisions and folds, but memory instead of actors and a store. */
@NullMarked
package dev.baton.http.fake;

import org.jspecify.annotations.NullMarked;
