package dev.baton.actors.connector.queue;

import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.OutsideResults.Recording;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.port.TaskStore;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunError;
import io.micrometer.core.instrument.Counter;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with tasks that nobody should get. The commit that ends an attempt takes its task away; what is left are tasks
 * that no worker manages to finish, and those of attempts that ended before their run had learned of the task: the
 * worker of such an attempt withdraws it, and {@link Orphans} finds those whose worker was lost in a crash.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final TaskStore store;
    private final OutsideResults results;
    private final int deliveriesMax;
    private final Counter givenUp;

    Leftovers(TaskStore store, OutsideResults results, int deliveriesMax, Counter givenUp) {
        this.store = store;
        this.results = results;
        this.deliveriesMax = deliveriesMax;
        this.givenUp = givenUp;
    }

    /** @return false if nobody is to get it; what has to be done about it is then under way */
    boolean mayBeHandedOut(TaskRow task, Instant now) {
        if (task.deliveries() > deliveriesMax) {
            giveUp(task);
            return false;
        }
        if (task.deadline() != null && !task.deadline().isAfter(now)) {
            forgetIfOver(task.tenant(), task.id());
            return false;
        }
        return true;
    }

    private void giveUp(TaskRow task) {
        givenUp.increment();
        RunError error = RunError.of(
                ErrorKind.UNAVAILABLE,
                "the task was handed out " + deliveriesMax + " times, and no worker of queue " + task.queue()
                        + " finished it");
        results.record(
                        task.tenant(),
                        task.id(),
                        new AttemptResult.Failed(error, null),
                        Principal.SYSTEM,
                        "task-given-up")
                .whenComplete((recording, fault) -> {
                    if (fault != null) {
                        LOG.error("Giving task {} up failed", task.id(), fault);
                    } else {
                        tidy(task.tenant(), task.id(), recording);
                    }
                });
    }

    /** Deletes the task unless the run's commit has done so. */
    void tidy(String tenant, String id, Recording recording) {
        boolean left = switch (recording) {
            case Recording.Recorded recorded -> !recorded.accepted();
            case Recording.Over ignored -> true;
            case Recording.Unknown ignored -> true;
            case Recording.Unavailable ignored -> false;
        };
        if (left) {
            store.delete(tenant, id).whenComplete((deleted, fault) -> warn(id, fault));
        }
    }

    /**
     * If its attempt is over, nobody will ever need the task again.
     *
     * @return completes, never with a fault, when it is gone, or is known to stay
     */
    CompletionStage<?> forgetIfOver(String tenant, String id) {
        CompletionStage<Boolean> open;
        try {
            open = results.isOpen(tenant, id);
        } catch (RuntimeException e) {
            open = CompletableFuture.failedFuture(e);
        }
        return open.thenCompose(needed -> needed ? CompletableFuture.completedFuture(false) : store.delete(tenant, id))
                .handle((deleted, fault) -> {
                    warn(id, fault);
                    return deleted;
                });
    }

    private static void warn(String id, @Nullable Throwable fault) {
        if (fault != null) {
            LOG.warn("Task {} stays for now: {}", id, fault.toString());
        }
    }
}
