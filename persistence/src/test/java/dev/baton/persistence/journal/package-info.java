@NullMarked
package dev.baton.persistence.journal;

import org.jspecify.annotations.NullMarked;
