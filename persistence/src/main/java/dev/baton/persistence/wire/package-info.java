/**
 * What runs tell each other and their callers across nodes, as bytes. {@link dev.baton.persistence.wire.RunSerializer} is
 * what Pekko calls; {@link dev.baton.persistence.codec.WireCodec} knows the forms.
 *
 * <p>Two versions that follow each other must understand each other: a message may gain fields, which the older one does
 * not look at and the newer one does without; anything else is a new manifest, which the newer version does not send
 * before the next version.
 */
@NullMarked
package dev.baton.persistence.wire;

import org.jspecify.annotations.NullMarked;
