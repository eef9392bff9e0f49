package dev.baton.worker;

import dev.baton.worker.Api.Answer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A task under way: one thread does it and tells what came of it, another keeps it by heartbeats meanwhile. */
final class Assignment {

    private static final System.Logger LOG = System.getLogger(Assignment.class.getName());

    /** The least that a lease can be: whoever asks next gets the task. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final int BEATS_PER_LEASE = 3;

    private final Task task;
    private final Work work;
    private final Api api;
    private final Duration lease;
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Thread doing;
    private boolean givenBack;

    Assignment(Task task, Work work, Api api, Duration lease) {
        this.task = task;
        this.work = work;
        this.api = api;
        this.lease = lease;
    }

    /** Does the task on this thread, up to where the server knows what came of it or wants it no more. */
    void carryOut() {
        Thread keeper = Thread.ofVirtual().name("baton-keeper-" + task.id()).start(this::keep);
        try {
            begin();
            report(outcome());
        } catch (InterruptedException e) {
            LOG.log(Level.INFO, "Task {0} was let go: {1}", task.id(), givenBack() ? "the worker stops" : "cancelled");
        } finally {
            end();
            keeper.interrupt();
        }
    }

    private synchronized void begin() throws InterruptedException {
        if (task.isCancelled()) {
            throw new InterruptedException();
        }
        doing = Thread.currentThread();
    }

    private synchronized void end() {
        doing = null;
        // What comes after on this thread must not be hit by a late cancellation.
        Thread.interrupted();
        over.countDown();
    }

    private synchronized boolean givenBack() {
        return givenBack;
    }

    /** @throws InterruptedException only if the task was cancelled */
    private Object outcome() throws InterruptedException {
        try {
            Object output = work.on(task);
            return output instanceof Result result ? result : Result.of(output);
        } catch (TaskFailure e) {
            return e;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            if (task.isCancelled()) {
                throw new InterruptedException();
            }
            LOG.log(Level.WARNING, "Task " + task.id() + " failed", e);
            return new TaskFailure(TaskFailure.Kind.UNAVAILABLE, e.toString());
        }
    }

    private void report(Object outcome) throws InterruptedException {
        Backoff backoff = new Backoff();
        while (!task.isCancelled()) {
            Answer answer = outcome instanceof TaskFailure failure
                    ? api.fail(task, failure)
                    : send(outcome instanceof Result result ? result : Result.of(outcome));
            switch (answer) {
                case Answer.Done ignored -> {
                    return;
                }
                case Answer.Refused refused -> {
                    LOG.log(Level.WARNING, "The result of task {0} was refused: {1}", task.id(), refused.message());
                    return;
                }
                case Answer.Unreachable lost -> {
                    LOG.log(Level.WARNING, "The result of task {0} waits: {1}", task.id(), lost.reason());
                    backoff.pause(lost.after());
                }
            }
        }
        throw new InterruptedException();
    }

    private Answer send(Result result) throws InterruptedException {
        try {
            return api.complete(task, result);
        } catch (IllegalArgumentException e) {
            return api.fail(task, new TaskFailure(TaskFailure.Kind.BUG, "the output is no JSON: " + e.getMessage()));
        }
    }

    /** Until the task is over; a server that is away for a while is no reason to stop. */
    private void keep() {
        try {
            while (!over.await(lease.toMillis() / BEATS_PER_LEASE, TimeUnit.MILLISECONDS)) {
                if (api.heartbeat(task, lease) instanceof Answer.Refused refused && refused.gone()) {
                    cancel();
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The task is over.
        }
    }

    private synchronized void cancel() {
        task.cancel();
        if (doing != null) {
            doing.interrupt();
        }
    }

    /** Lets another worker have the task now, rather than when the lease ends. */
    void giveBack() {
        synchronized (this) {
            if (over.getCount() == 0) {
                return;
            }
            givenBack = true;
            cancel();
        }
        try {
            api.heartbeat(task, AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it ended in time. */
    boolean endsBefore(long nanoTime) throws InterruptedException {
        return over.await(Math.max(0, nanoTime - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
