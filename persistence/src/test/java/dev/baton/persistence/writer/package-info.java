@NullMarked
package dev.baton.persistence.writer;

import org.jspecify.annotations.NullMarked;
