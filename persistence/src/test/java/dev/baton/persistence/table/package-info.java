@NullMarked
package dev.baton.persistence.table;

import org.jspecify.annotations.NullMarked;
