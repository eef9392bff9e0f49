/** Typed settings, one record per concern; the only reader of the configuration files. */
@NullMarked
package dev.baton.config;

import org.jspecify.annotations.NullMarked;
