package dev.baton.worker;

import dev.baton.worker.Api.Answer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks of a queue and does them, as many at a time as it is told, until it is stopped. A server that is away is
 * waited for.
 *
 * <pre>{@code
 * try (Worker worker = Worker.start(WorkerOptions.of("http://127.0.0.1:8080", "extraction"), task -> extract(task))) {
 *     worker.stopWithTheProgram().await();
 * }
 * }</pre>
 */
public final class Worker implements AutoCloseable {

    /** What tasks under way get to end, if {@link #stop} is not told otherwise. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(Worker.class.getName());

    private final WorkerOptions options;
    private final Work work;
    private final Api api;
    private final Semaphore free;
    private final Set<Assignment> underWay = ConcurrentHashMap.newKeySet();
    private final Thread taking;
    private volatile boolean stopping;

    public static Worker start(WorkerOptions options, Work work) {
        Worker worker = new Worker(options, work);
        worker.taking.start();
        return worker;
    }

    private Worker(WorkerOptions options, Work work) {
        this.options = options;
        this.work = work;
        this.api = new Api(options);
        this.free = new Semaphore(options.concurrency());
        // A thread of the platform keeps the program alive.
        this.taking =
                Thread.ofPlatform().name("baton-worker-" + options.queue()).unstarted(this::take);
    }

    private void take() {
        Backoff backoff = new Backoff();
        try {
            while (!stopping) {
                free.acquire();
                int places = 1 + free.drainPermits();
                int used = 0;
                try {
                    used = begin(lease(places, backoff));
                } finally {
                    free.release(places - used);
                }
            }
        } catch (InterruptedException e) {
            // It is to stop.
        }
    }

    private List<Task> lease(int places, Backoff backoff) throws InterruptedException {
        Answer answer = api.lease(places);
        @Nullable Duration after = null;
        String trouble;
        switch (answer) {
            case Answer.Done done -> {
                backoff.reset();
                return Api.tasks(done);
            }
            case Answer.Refused refused -> trouble = "refused: " + refused.message();
            case Answer.Unreachable lost -> {
                trouble = lost.reason();
                after = lost.after();
            }
        }
        LOG.log(Level.WARNING, "{0} got no tasks: {1}", options, trouble);
        backoff.pause(after);
        return List.of();
    }

    private int begin(List<Task> tasks) {
        for (Task task : tasks) {
            Assignment assignment = new Assignment(task, work, api, options.lease());
            underWay.add(assignment);
            Thread.ofVirtual().name("baton-task-" + task.id()).start(() -> {
                try {
                    assignment.carryOut();
                } finally {
                    underWay.remove(assignment);
                    free.release();
                }
            });
        }
        return tasks.size();
    }

    /** Stops when the program is told to end, and holds it up until then. */
    public Worker stopWithTheProgram() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "baton-worker-stop"));
        return this;
    }

    /** Waits until somebody stops this worker. */
    public void await() throws InterruptedException {
        taking.join();
    }

    /**
     * Takes no more tasks, waits for those under way, and gives back those that have not ended by then: another worker
     * gets them at once.
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping = true;
        taking.interrupt();
        taking.join();
        long end = System.nanoTime() + grace.toNanos();
        for (Assignment assignment : underWay) {
            if (!assignment.endsBefore(end)) {
                assignment.giveBack();
            }
        }
        api.close();
    }

    @Override
    public void close() {
        try {
            stop(GRACE);
        } catch (InterruptedException e) {
            underWay.forEach(Assignment::giveBack);
            Thread.currentThread().interrupt();
        }
    }
}
