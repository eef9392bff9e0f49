package dev.baton.cluster.chaos;

/** What must be there for a fault to happen. */
enum Need {
    /** The nodes talk through {@link Wires}. */
    WIRES,
    /** The nodes reach the database through a {@link StoreWire}. */
    STORE_WIRE,
    /** The database has a standby. */
    STANDBY,
    /** The database has a {@link SmallDisk} to itself. */
    SMALL_DISK,
    /** The nodes begin with the version before this one. */
    OLDER_VERSION,
    /** Each node has a clock of its own that can be set. */
    CLOCKS,
    /** The first node is a region of its own, with a wire to the database of its own. */
    REGIONS
}
