package dev.baton.actors.port;

import org.jspecify.annotations.Nullable;

/** A persistent event that brings further rows along, written in the same transaction. */
public interface Journaled {

    /** Null on replay, and when nothing but the event is to be written. */
    @Nullable
    SideWrites sideWrites();

    /** Number of the first event in it, from 1 within its run. */
    long firstEvent();

    long lastEvent();
}
