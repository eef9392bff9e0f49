package dev.baton.cluster.crash;

import java.nio.file.Path;

/** Settings of the servers under test, as a user writes them. */
public final class Settings {

    /** Runs leave memory soon, so that signals, timers and approvals find many of them parked. */
    private static final String ENGINE = "baton.engine { park-after-waiting = 100ms, park-after-end = 100ms }\n";

    private Settings() {}

    static String sqlite(Path folder) {
        return ENGINE + "baton.persistence { store = sqlite, sqlite.file = \"" + folder.resolve("baton.db") + "\" }\n";
    }

    public static String postgresql(String url) {
        return ENGINE + "baton.persistence { store = postgresql, postgresql { url = \"" + url
                + "\", user = postgres, password = \"\" } }\n";
    }
}
