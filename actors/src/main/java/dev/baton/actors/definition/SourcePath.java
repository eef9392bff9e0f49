package dev.baton.actors.definition;

import org.jspecify.annotations.Nullable;

/** Where a value lies in its document; spelled out as a JSON pointer (RFC 6901) only when somebody asks. */
final class SourcePath {

    static final SourcePath ROOT = new SourcePath(null, "");

    private final @Nullable SourcePath parent;
    private final String segment;

    private SourcePath(@Nullable SourcePath parent, String segment) {
        this.parent = parent;
        this.segment = segment;
    }

    SourcePath child(String key) {
        return new SourcePath(this, key);
    }

    SourcePath child(int index) {
        return new SourcePath(this, Integer.toString(index));
    }

    @Override
    public String toString() {
        StringBuilder pointer = new StringBuilder();
        append(pointer);
        return pointer.toString();
    }

    private void append(StringBuilder pointer) {
        if (parent != null) {
            parent.append(pointer);
            pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
    }
}
