package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients at work: they start runs, signal and approve, each until it knows what came of it. Whatever the server
 * acknowledges is in the {@link Ledger}.
 */
final class Clients implements AutoCloseable {

    private static final int STARTERS = 3;

    /** So many runs wait for their signal before somebody sends it: meanwhile the first of them leave memory. */
    private static final int LATE_SIGNALS = 8;

    /** Every so many runs one has an input that goes to the payload store. */
    private static final int LARGE_EVERY = 8;

    private static final int LARGE_CHARS = 24_000;

    private final Api api;
    private final Ledger ledger;
    private final AtomicInteger last = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Thread> starters = new ConcurrentLinkedQueue<>();
    private volatile boolean draining;
    private volatile boolean closed;

    Clients(Api api, Ledger ledger) {
        this.api = api;
        this.ledger = ledger;
    }

    void begin() {
        for (int i = 0; i < STARTERS; i++) {
            starters.add(thread("starter-" + i, this::startRuns));
        }
        thread("signaller", this::signalRuns);
        thread("approver", this::approveRuns);
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = Thread.ofPlatform().name(name).unstarted(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error defect) {
                if (!closed) {
                    ledger.faults().add(name + " fails: " + defect);
                }
            }
        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Starts no more runs; returns when the last start is acknowledged. Signals and approvals go on. */
    void stopStarting() {
        draining = true;
        Awaiting.until("all starts are answered", () -> starters.stream().noneMatch(Thread::isAlive));
    }

    private void startRuns() {
        while (!draining && !closed) {
            if (acquire()) {
                int n = last.incrementAndGet();
                start(n);
                if (n % 2 == 0) {
                    signal(id(n));
                }
            }
        }
    }

    private boolean acquire() {
        try {
            return ledger.open().tryAcquire(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String id(int n) {
        return "run-%05d".formatted(n);
    }

    private void start(int n) {
        String text = ("text " + n + " ").repeat(n % LARGE_EVERY == 0 ? LARGE_CHARS / 8 : 1);
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("workflow", Everything.NAME).put("id", id(n));
        body.putObject("input").put("n", n).put("text", text);
        Answer.Given given = api.settle(() -> closed, () -> api.post("/v1/runs", body.toString()));
        // 200 says that the run is there: an answer was lost on its way to us, or between two nodes, and the start was
        // asked for again.
        if (given.status() == 201 || given.status() == 200) {
            ledger.started().put(id(n), new Ledger.Started(n, text));
            if (given.status() == 200) {
                ledger.foundAgain().increment();
            }
        } else {
            ledger.faults().add("A start is answered with " + given);
        }
    }

    private void signalRuns() {
        while (!closed) {
            List<String> waiting = new ArrayList<>();
            for (JsonNode run : list("/v1/runs?limit=200&status=waiting", "runs")) {
                String id = run.path("id").asText();
                if (waitsForSignal(run) && !ledger.signalled().contains(id)) {
                    waiting.add(id);
                }
            }
            if (waiting.size() >= LATE_SIGNALS || draining) {
                waiting.forEach(this::signal);
            }
            Awaiting.pause();
        }
    }

    private static boolean waitsForSignal(JsonNode run) {
        return run.path("waitsFor")
                .valueStream()
                .anyMatch(wait -> wait.path("kind").asText().equals("signal"));
    }

    private void signal(String run) {
        ObjectNode body = Api.JSON.createObjectNode().put("id", signalId(run));
        body.putObject("payload").put("n", Integer.parseInt(run.substring(run.indexOf('-') + 1)));
        Answer.Given given = api.settle(
                () -> closed, () -> api.post("/v1/runs/" + run + "/signals/" + Everything.SIGNAL, body.toString()));
        if (given.status() == 200) {
            ledger.signalled().add(run);
        } else {
            ledger.faults().add("A signal for " + run + " is answered with " + given);
        }
    }

    static String signalId(String run) {
        return "signal-of-" + run;
    }

    private void approveRuns() {
        while (!closed) {
            for (JsonNode approval : list("/v1/approvals?limit=200&status=open", "approvals")) {
                approve(approval.path("id").asText(), approval.path("run").asText());
            }
            Awaiting.pause();
        }
    }

    private void approve(String approval, String run) {
        Answer.Given given = api.settle(
                () -> closed, () -> api.post("/v1/approvals/" + approval + ":approve", "{\"comment\": \"fine\"}"));
        if (given.status() == 200) {
            ledger.approved().put(approval, run);
        } else {
            ledger.faults().add("Approving " + approval + " is answered with " + given);
        }
    }

    private Iterable<JsonNode> list(String path, String items) {
        Answer.Given given = api.settle(() -> closed, () -> api.get(path));
        if (given.status() != 200) {
            ledger.faults().add(path + " is answered with " + given);
        }
        return given.body().path(items);
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
