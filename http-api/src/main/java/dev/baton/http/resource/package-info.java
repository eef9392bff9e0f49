/** What the API is about: one file per resource with its routes, one per JSON form. */
@NullMarked
package dev.baton.http.resource;

import org.jspecify.annotations.NullMarked;
