package dev.baton.actors.definition;

/** A place in a source text. Lines and columns count from 1; {@link #UNKNOWN} where there is no text. */
record Position(int line, int column) {

    static final Position UNKNOWN = new Position(0, 0);
}
