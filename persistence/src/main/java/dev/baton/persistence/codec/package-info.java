/**
 * How commits and snapshots look on disk: JSON under manifests and type names of our own, each with a version. {@link
 * dev.baton.persistence.codec.EventNames} lists them; {@link dev.baton.persistence.codec.CommitCodec} is the way in
 * and out.
 */
@NullMarked
package dev.baton.persistence.codec;

import org.jspecify.annotations.NullMarked;
