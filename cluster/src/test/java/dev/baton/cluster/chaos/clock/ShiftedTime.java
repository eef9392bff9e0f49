package dev.baton.cluster.chaos.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;

/** What classes of the server ask instead of the system. Public, as they are in other packages. */
public final class ShiftedTime {

    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private static volatile long offsetMs;

    private ShiftedTime() {}

    /** From now on the file says by how many milliseconds the time is wrong. */
    static void follow(Path file) {
        Thread.ofPlatform().daemon().name("test-clock").start(() -> {
            while (true) {
                read(file);
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        });
    }

    private static void read(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!text.isEmpty()) {
                offsetMs = Long.parseLong(text);
            }
        } catch (IOException | NumberFormatException beingWritten) {
            // It is read again soon.
        }
    }

    public static long currentTimeMillis() {
        return System.currentTimeMillis() + offsetMs;
    }

    public static Instant instant() {
        return Instant.now().plusMillis(offsetMs);
    }

    public static Clock system(ZoneId zone) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return system(other);
            }

            @Override
            public Instant instant() {
                return ShiftedTime.instant();
            }
        };
    }

    public static Clock systemUtc() {
        return system(ZoneOffset.UTC);
    }

    public static Clock systemDefaultZone() {
        return system(ZoneId.systemDefault());
    }

    public static InstantSource source() {
        return ShiftedTime::instant;
    }
}
