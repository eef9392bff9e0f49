package dev.baton.cluster.example;

import dev.baton.cluster.process.ServerProcess;
import dev.baton.cluster.process.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What befalls the server while a case is played. */
interface Mishap {

    /** A case begins. */
    void begin(Example.Case scene) throws IOException;

    /** Returns when the server is well again. */
    void strikeIfDue() throws IOException, InterruptedException;

    /** What has happened since the case began, in words. */
    List<String> struck();

    /** What the agents have noted since then. */
    List<Journal.Entry> work() throws IOException;

    /** Nothing ever happens. */
    record None() implements Mishap {

        @Override
        public void begin(Example.Case scene) {}

        @Override
        public void strikeIfDue() {}

        @Override
        public List<String> struck() {
            return List.of();
        }

        @Override
        public List<Journal.Entry> work() {
            return List.of();
        }
    }

    /**
     * The server is killed, once a case at most, when as many agents are at work as the case says; and started again. They work
     * until it is back and has gone on with the run.
     */
    final class Kill implements Mishap {

        private static final String REPEATED = "baton_attempts_repeated_total";
        private static final Duration LOOK_EVERY = Duration.ofMillis(20);
        private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(30);

        private final ServerProcess server;
        private final Journal journal;
        private final List<String> struck = new ArrayList<>();
        private int atWorkMin;
        private int before;

        Kill(ServerProcess server, Journal journal) {
            this.server = server;
            this.journal = journal;
        }

        @Override
        public void begin(Example.Case scene) throws IOException {
            atWorkMin = scene.killWhenAtWork();
            before = journal.entries().size();
            struck.clear();
            if (atWorkMin > 0) {
                journal.hold();
            }
        }

        @Override
        public void strikeIfDue() throws IOException, InterruptedException {
            if (atWorkMin == 0) {
                return;
            }
            int atWork = Journal.atWork(work());
            if (atWork >= atWorkMin) {
                atWorkMin = 0;
                long pid = server.pid();
                server.kill();
                journal.forgetAsked();
                long from = System.nanoTime();
                server.start();
                server.awaitReady();
                struck.add(String.format(
                        Locale.ROOT,
                        "kill -9 of the server (pid %d) while %d agents were at work; ready again after %.1f s",
                        pid,
                        atWork,
                        (System.nanoTime() - from) / 1e9));
                // Work that ends before the server asks about it would not tell whether it asks for it again.
                Waiting.until(LOOK_EVERY, GOES_ON_WITHIN, () -> {
                    double repeated = server.metric(REPEATED);
                    return repeated > 0 && journal.asked() >= repeated;
                });
                journal.release();
            }
        }

        @Override
        public List<String> struck() {
            return List.copyOf(struck);
        }

        @Override
        public List<Journal.Entry> work() throws IOException {
            List<Journal.Entry> all = journal.entries();
            return all.subList(before, all.size());
        }
    }
}
