package dev.baton.actors.connector;

import dev.baton.actors.connector.AgentLimiter.Permit;
import dev.baton.actors.connector.AgentLimiter.State;
import dev.baton.actors.definition.AgentDefinition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is under way and waits for one agent. Changed only inside the limiter's atomic operations on its key. */
final class Gate {

    private final String agent;
    private final LimitShare share;
    private final int waitingMax;
    /** Of all gates. */
    private final AtomicInteger waiting;
    /** As the agent's definition has them, for all nodes. */
    private AgentDefinition.Limits defined = AgentDefinition.Limits.DEFAULT;
    /** Null for an agent that may be called as fast as calls come. */
    private @Nullable Pace pace;

    private int inFlight;
    private final WaitingLine line = new WaitingLine();
    /** Those for whom the rate does not matter, so that they do not stand behind others for whom it does. */
    private final WaitingLine goingOn = new WaitingLine();

    /** Whether somebody comes to look, and when. */
    private boolean expected;

    private long expectedNanos;

    Gate(String agent, LimitShare share, int waitingMax, AtomicInteger waiting) {
        this.agent = agent;
        this.share = share;
        this.waitingMax = waitingMax;
        this.waiting = waiting;
    }

    /** @return whether those who wait may have to wait no more */
    boolean follow(AgentDefinition.Limits limits, @Nullable Pace now) {
        boolean changed = queued() > 0 && !defined.equals(limits);
        defined = limits;
        pace = now;
        return changed;
    }

    private int queued() {
        return line.size() + goingOn.size();
    }

    /** Nodes come and go, so it is asked each time. */
    private int limit() {
        return share.place().part(agent, defined.concurrency());
    }

    void arrive(Permit permit, Ticks ticks) {
        boolean unpaced = pace != null && !permit.counts;
        boolean first = goingOn.isEmpty() && (unpaced || line.isEmpty());
        if (first && inFlight < limit() && (unpaced || passes(ticks))) {
            inFlight++;
            permit.settleAtOnce(true);
        } else if (queued() >= waitingMax) {
            permit.settleAtOnce(false);
        } else {
            permit.state = State.WAITING;
            (unpaced ? goingOn : line).add(permit);
            waiting.incrementAndGet();
        }
    }

    /** Takes its place in the rate if there is one. */
    private boolean passes(Ticks ticks) {
        return pace == null || pace.take(share.place(), agent, ticks.nanos());
    }

    void leave(Permit permit) {
        if (permit.state == State.ADMITTED) {
            inFlight--;
        } else if (permit.state == State.WAITING && (line.remove(permit) || goingOn.remove(permit))) {
            waiting.decrementAndGet();
        }
        permit.state = State.GONE;
    }

    /** @param next who is to be told that it may go, outside of the gate */
    void admitNext(List<? super Permit> next, Ticks ticks) {
        int limit = queued() == 0 ? 0 : limit();
        while (inFlight < limit && !goingOn.isEmpty()) {
            next.add(admitted(goingOn.next()));
        }
        while (inFlight < limit && !line.isEmpty() && passes(ticks)) {
            next.add(admitted(line.next()));
        }
    }

    private Permit admitted(Permit permit) {
        inFlight++;
        permit.state = State.ADMITTED;
        waiting.decrementAndGet();
        return permit;
    }

    /** Whether time alone will let the next one through. */
    boolean isHeldByPace() {
        return pace != null && !line.isEmpty() && inFlight < limit();
    }

    long paceWaitNanos(long nowNanos) {
        return pace == null ? 0 : pace.waitNanos(share.place(), agent, nowNanos);
    }

    /** Whether somebody comes to look by then. */
    boolean expectedBy(long nanos) {
        return expected && expectedNanos - nanos <= 0;
    }

    void expect(long nanos) {
        expected = true;
        expectedNanos = nanos;
    }

    void unexpect() {
        expected = false;
    }

    boolean isUnused() {
        return inFlight == 0 && queued() == 0;
    }

    AgentLoad load(Ticks ticks) {
        return new AgentLoad(
                inFlight, queued(), isHeldByPace() ? Duration.ofNanos(paceWaitNanos(ticks.nanos())) : null);
    }
}
