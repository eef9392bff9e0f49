@NullMarked
package dev.baton.actors;

import org.jspecify.annotations.NullMarked;
