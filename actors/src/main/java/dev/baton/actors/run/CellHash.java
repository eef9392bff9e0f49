package dev.baton.actors.run;

/** To which cell a run belongs; {@code dev.baton.actors.port.Cells} says what cells are. */
public final class CellHash {

    public static final int COUNT = 256;

    private CellHash() {}

    /** @param entityId {@code tenant/runId} */
    public static int of(String entityId) {
        return Math.abs(entityId.hashCode() % COUNT);
    }
}
