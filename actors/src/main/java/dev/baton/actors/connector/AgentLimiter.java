package dev.baton.actors.connector;

import dev.baton.actors.definition.AgentDefinition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every agent to this node's share of the calls that its definition allows: at the same time, and in a span of time.
 * Who has to wait is let in in the order of arrival within a run, and runs take turns: ten thousand calls of one do not
 * hold up the single call of another. Who waits is an entry in a queue, and holds nothing that others could use.
 */
public final class AgentLimiter {

    /** Calls of one agent that wait; more are turned away. */
    public static final int WAITING_MAX = 100_000;

    /** With more agents that have a rate those that are not called are forgotten. */
    static final int PACES_MAX = 10_000;

    private static final ThreadLocal<@Nullable ArrayDeque<Permit>> ADMITTING = new ThreadLocal<>();

    private record AgentKey(String tenant, String agent) {}

    private final ConcurrentHashMap<AgentKey, Gate> gates = new ConcurrentHashMap<>();
    /** Outlast the gates: an agent that nobody calls now may have been called a moment ago. */
    private final ConcurrentHashMap<AgentKey, Pace> paces = new ConcurrentHashMap<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter paced;
    private final int waitingMax;
    private final LimitShare share;
    private final Ticks ticks;
    private final long startedNanos;

    /** For the only node there is. */
    public AgentLimiter(MeterRegistry registry) {
        this(registry, LimitShare.ALL);
    }

    /** @param share what this node may do of what the definition allows */
    public AgentLimiter(MeterRegistry registry, LimitShare share) {
        this(registry, WAITING_MAX, share, Ticks.SYSTEM);
    }

    AgentLimiter(MeterRegistry registry, int waitingMax, LimitShare share, Ticks ticks) {
        this.waitingMax = waitingMax;
        this.share = share;
        this.ticks = ticks;
        this.startedNanos = ticks.nanos();
        Gauge.builder("baton.agents.calls.waiting", waiting, AtomicInteger::get)
                .description("calls that wait because their agent has as many as it may")
                .register(registry);
        this.paced = Counter.builder("baton.agents.calls.paced")
                .description("calls that had to wait because their agent may not be called faster")
                .register(registry);
    }

    /** Asks to call an agent; whatever comes of it, the permit must be released in the end. */
    public Permit acquire(String tenant, AgentDefinition agent, String run) {
        return acquire(tenant, agent, run, true);
    }

    /** Asks to go on with a call that the agent knows already: it is one at a time, but not one more in a span of time. */
    public Permit acquireAgain(String tenant, AgentDefinition agent, String run) {
        return acquire(tenant, agent, run, false);
    }

    private Permit acquire(String tenant, AgentDefinition agent, String run, boolean counts) {
        Permit permit = new Permit(new AgentKey(tenant, agent.name()), run, counts);
        AgentDefinition.Limits limits = agent.limits();
        List<Permit> next = new ArrayList<>(0);
        gates.compute(permit.key, (key, known) -> {
            Gate gate = known == null ? new Gate(key.agent(), share, waitingMax, waiting) : known;
            boolean changed = gate.follow(limits, limits.rate() == null ? null : pace(key, limits.rate()));
            gate.arrive(permit, ticks);
            if (permit.state == State.WAITING && gate.isHeldByPace()) {
                paced.increment();
            }
            if (changed) {
                gate.admitNext(next, ticks);
            }
            arrange(key, gate);
            return gate;
        });
        next.forEach(AgentLimiter::admit);
        return permit;
    }

    private Pace pace(AgentKey key, AgentDefinition.Rate rate) {
        Pace known = paces.get(key);
        if (known != null) {
            known.follow(rate);
            return known;
        }
        if (paces.size() >= PACES_MAX) {
            paces.values().removeIf(pace -> pace.isForgettable(ticks.nanos()));
        }
        return paces.computeIfAbsent(key, made -> new Pace(rate, share.place(), made.agent(), startedNanos));
    }

    /** Comes back when the gate's rate lets the next one through, unless somebody will already. */
    private void arrange(AgentKey key, Gate gate) {
        if (!gate.isHeldByPace()) {
            return;
        }
        long now = ticks.nanos();
        long wait = gate.paceWaitNanos(now);
        if (gate.expectedBy(now + wait)) {
            return;
        }
        gate.expect(now + wait);
        ticks.after(wait, () -> comeBack(key));
    }

    private void comeBack(AgentKey key) {
        List<Permit> next = new ArrayList<>(1);
        gates.computeIfPresent(key, (same, gate) -> {
            gate.unexpect();
            gate.admitNext(next, ticks);
            arrange(same, gate);
            return gate;
        });
        next.forEach(AgentLimiter::admit);
    }

    /** What is under way and waits for an agent on this node. */
    public AgentLoad load(String tenant, String agent) {
        AgentLoad[] seen = {AgentLoad.NONE};
        gates.computeIfPresent(new AgentKey(tenant, agent), (same, gate) -> {
            seen[0] = gate.load(ticks);
            return gate;
        });
        return seen[0];
    }

    /** Gates that somebody uses. */
    int gates() {
        return gates.size();
    }

    /** The right to call an agent, or a place in the queue for it. */
    public final class Permit {

        private final AgentKey key;
        final String run;
        /** Whether it is a call more for the agent's rate. */
        final boolean counts;

        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
        /** Only looked at and changed while the agent's gate is held. */
        State state = State.NEW;

        private Permit(AgentKey key, String run, boolean counts) {
            this.key = key;
            this.run = run;
            this.counts = counts;
        }

        /** True when the call may be made, false if too many wait already; nothing if it is released before. */
        public CompletionStage<Boolean> admitted() {
            return admitted;
        }

        /** Only for one of which nobody can have been told yet: nothing is run. */
        void settleAtOnce(boolean mayCall) {
            state = mayCall ? State.ADMITTED : State.GONE;
            admitted.complete(mayCall);
        }

        /** The call is over, or not wanted any more. Releasing again does nothing. */
        public void release() {
            List<Permit> next = new ArrayList<>(1);
            gates.computeIfPresent(key, (same, gate) -> {
                gate.leave(this);
                gate.admitNext(next, ticks);
                arrange(same, gate);
                return gate.isUnused() ? null : gate;
            });
            next.forEach(AgentLimiter::admit);
        }
    }

    enum State {
        NEW,
        WAITING,
        ADMITTED,
        GONE
    }

    /**
     * Whoever is admitted calls at once, and if that fails at once releases at once, which admits the next: without
     * taking turns here each would be one level deeper in the stack.
     */
    private static void admit(Permit permit) {
        ArrayDeque<Permit> queue = ADMITTING.get();
        if (queue != null) {
            queue.add(permit);
            return;
        }
        queue = new ArrayDeque<>();
        ADMITTING.set(queue);
        try {
            for (Permit next = permit; next != null; next = queue.poll()) {
                next.admitted.complete(true);
            }
        } finally {
            ADMITTING.remove();
        }
    }
}
