package dev.baton.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the store, under {@code baton.persistence}; {@code reference.conf} explains each.
 *
 * @param payloadInlineMax bytes of JSON that a payload may have within an event
 */
public record StoreSettings(
        Kind store,
        Sqlite sqlite,
        Postgresql postgresql,
        String region,
        Writer writer,
        Admission admission,
        Reader reader,
        int payloadInlineMax) {

    /** Which database. */
    public enum Kind {
        SQLITE,
        POSTGRESQL
    }

    /** @param sizeMax bytes */
    public record Sqlite(Path file, Duration busyTimeout, long sizeMax, int checkpointPages) {}

    public record Postgresql(
            String url,
            String user,
            String password,
            Duration connectTimeout,
            Duration socketTimeout,
            Duration idleInTransactionTimeout) {

        @Override
        public String toString() {
            return "Postgresql[url=" + url + ", user=" + user + "]";
        }
    }

    /** Sizes count writes; {@code ...Bytes...} count bytes. */
    public record Writer(
            int queueMax,
            long queueBytesMax,
            int batchMax,
            long batchBytesMax,
            Duration probeInitial,
            Duration probeMax) {}

    public record Admission(int queuedMax, Duration ageMax) {}

    public record Reader(int threads, int queueMax, int page) {}

    /**
     * @param config the whole configuration
     * @throws IllegalArgumentException naming the key that is wrong
     */
    public static StoreSettings of(Config config) {
        Section store = Section.of(config, "baton.persistence");
        Writer writer = writer(store.section("writer"));
        Section admission = store.section("admission");
        Section reader = store.section("reader");
        return new StoreSettings(
                store.oneOf("store", Kind.class),
                sqlite(store.section("sqlite")),
                postgresql(store.section("postgresql")),
                store.text("region"),
                writer,
                new Admission(admission.between("queued-max", 1, writer.queueMax()), admission.positive("age-max")),
                new Reader(
                        reader.between("threads", 1, 64),
                        reader.between("queue-max", 1, 1_000_000),
                        reader.between("page", 1, 10_000)),
                (int) store.bytes("payload-inline-max", 64, 1 << 20));
    }

    private static Sqlite sqlite(Section sqlite) {
        return new Sqlite(
                sqlite.path("file"),
                sqlite.positive("busy-timeout"),
                sqlite.bytes("size-max", 1 << 20, Long.MAX_VALUE),
                sqlite.between("checkpoint-pages", 100, 1_000_000));
    }

    private static Postgresql postgresql(Section postgresql) {
        return new Postgresql(
                postgresql.textStarting("url", "jdbc:postgresql:"),
                postgresql.text("user"),
                postgresql.textOrEmpty("password"),
                postgresql.positive("connect-timeout"),
                postgresql.positive("socket-timeout"),
                postgresql.positive("idle-in-transaction-timeout"));
    }

    private static Writer writer(Section writer) {
        return new Writer(
                writer.between("queue-max", 1, 10_000_000),
                writer.bytes("queue-bytes-max", 1 << 10, 1L << 40),
                writer.between("batch-max", 1, 100_000),
                writer.bytes("batch-bytes-max", 1 << 10, 1L << 30),
                writer.positive("probe-initial"),
                writer.positive("probe-max"));
    }
}
