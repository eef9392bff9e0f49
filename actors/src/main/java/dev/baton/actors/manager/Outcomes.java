package dev.baton.actors.manager;

import dev.baton.actors.port.StoreException;
import dev.baton.actors.run.RunCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What one manager has to write of its own accord, such as what agents have done. While the store does not take it, it is
 * held: kept here, as far as the node has room, and tried again after growing pauses, so that no agent is asked for what
 * is known already. The run as it is when it is tried decides whether it still counts: it may have been written although
 * that was not known.
 */
final class Outcomes {

    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(3);

    /** Pauses are longer by up to this part, so that all runs do not try at the same time. */
    private static final double JITTER = 0.2;

    private final TimerScheduler<RunMessage> timers;
    private final OutcomeRoom room;
    private final List<Request> waiting = new ArrayList<>(2);
    private Duration pause = PAUSE_MIN;
    private long taken;
    private boolean held;
    private boolean trying;

    Outcomes(TimerScheduler<RunMessage> timers, OutcomeRoom room) {
        this.timers = timers;
        this.room = room;
    }

    /** @return whether it is the first that waits, and will be written at once */
    boolean add(Request request) {
        if (held) {
            keep(request);
            return false;
        }
        waiting.add(request);
        return waiting.size() == 1;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether this of an attempt is known, and only has to be written. */
    boolean has(String attempt) {
        for (Request request : waiting) {
            if (request.command() instanceof RunCommand.RecordResult result
                    && result.attempt().equals(attempt)) {
                return true;
            }
        }
        return false;
    }

    /** To write them, all together. */
    List<Request> take() {
        List<Request> all = List.copyOf(waiting);
        waiting.clear();
        giveBack();
        return all;
    }

    /** What was held is tried: it waits no longer, unless that fails. */
    void tryNow() {
        held = false;
        trying = true;
    }

    /** They cannot even be decided now. Those who asked are told to ask again. */
    void putBack(List<Request> undecided, StoreException why) {
        waiting.addAll(0, undecided);
        waiting.removeIf(request -> request.isTakenBack(why));
    }

    /** Whether it is known that the store did not take the last write: the manager waits until it is time to try again. */
    boolean isHeld() {
        return held;
    }

    /** The store is known to be away: nothing of it is written. */
    void hold(List<Request> unwritten) {
        unwritten.forEach(this::keep);
        tryLater();
    }

    void tryLater() {
        held = true;
        trying = false;
        double longer = 1 + JITTER * ThreadLocalRandom.current().nextDouble();
        Duration after = Duration.ofMillis((long) (pause.toMillis() * longer));
        timers.startSingleTimer(RunMessage.TryAgain.INSTANCE, RunMessage.TryAgain.INSTANCE, after);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }

    /** A write has failed, and whether it has happened is unknown: until the run is {@link #read} again all of it waits. */
    void interrupted(List<Request> unknown) {
        waiting.addAll(0, unknown);
        waiting.removeIf(request -> !isKept(request));
        held = true;
        trying = false;
    }

    /**
     * The manager that had the room is being replaced, by itself after it has read the run again, or by nobody: who is in
     * between may never hear that it is stopped. What it has waiting until then was in the queue of the store's writer,
     * which has a limit of its own.
     */
    void giveBack() {
        room.giveBack(taken);
        taken = 0;
    }

    /** The run has been read again. */
    void read() {
        if (held) {
            hold(take());
        }
    }

    /** The store has taken a write, or there was nothing to write. @return whether it is the first after what was held */
    boolean written() {
        boolean was = trying;
        if (was) {
            trying = false;
            pause = PAUSE_MIN;
        }
        return was;
    }

    /** Whoever has the run next asks the agents again. */
    void forget() {
        waiting.clear();
        giveBack();
        held = false;
        trying = false;
    }

    private void keep(Request request) {
        if (!isKept(request)) {
            return;
        }
        long bytes = Weight.of(request.command());
        if (room.take(bytes)) {
            taken += bytes;
            waiting.add(request);
        }
    }

    /** What somebody asks for he asks again, what is due stays due, and how often a worker was restarted harms nobody. */
    private static boolean isKept(Request request) {
        return request.asker() == null
                && (request.command() instanceof RunCommand.RecordResult
                        || request.command() instanceof RunCommand.RecordChildEnd);
    }
}
