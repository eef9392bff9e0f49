package dev.baton.actors.connector;

import dev.baton.actors.definition.AgentDefinition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every agent to this node's share of the calls at the same time that its definition allows. Who has to wait is let
 * in in the order of arrival within a run, and runs take turns: ten thousand calls of one do not hold up the
 * single call of another.
 */
public final class AgentLimiter {

    /** Calls of one agent that wait; more are turned away. */
    public static final int WAITING_MAX = 100_000;

    private static final ThreadLocal<@Nullable ArrayDeque<Permit>> ADMITTING = new ThreadLocal<>();

    private record AgentKey(String tenant, String agent) {}

    private final ConcurrentHashMap<AgentKey, Gate> gates = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final int waitingMax;
    private final LimitShare share;

    /** For the only node there is. */
    public AgentLimiter(MeterRegistry registry) {
        this(registry, WAITING_MAX);
    }

    /** @param share what this node may do of what the definition allows */
    public AgentLimiter(MeterRegistry registry, LimitShare share) {
        this(registry, WAITING_MAX, share);
    }

    AgentLimiter(MeterRegistry registry, int waitingMax) {
        this(registry, waitingMax, LimitShare.ALL);
    }

    private AgentLimiter(MeterRegistry registry, int waitingMax, LimitShare share) {
        this.waitingMax = waitingMax;
        this.share = share;
        Gauge.builder("baton.agents.calls.waiting", waiting, AtomicInteger::get)
                .description("calls that wait because their agent has as many as it may")
                .register(registry);
    }

    /** Asks to call an agent; whatever comes of it, the permit must be released in the end. */
    public Permit acquire(String tenant, AgentDefinition agent, String run) {
        Permit permit = new Permit(new AgentKey(tenant, agent.name()), run);
        int limit = agent.limits().concurrency();
        gates.compute(permit.key, (key, known) -> {
            Gate gate = known == null ? new Gate(key.agent()) : known;
            gate.defined = limit;
            gate.arrive(permit);
            return gate;
        });
        return permit;
    }

    /** Gates that somebody uses. */
    int gates() {
        return gates.size();
    }

    /** The right to call an agent, or a place in the queue for it. */
    public final class Permit {

        private final AgentKey key;
        private final String run;
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
        /** Only looked at and changed while the agent's gate is held. */
        private State state = State.NEW;

        private Permit(AgentKey key, String run) {
            this.key = key;
            this.run = run;
        }

        /** True when the call may be made, false if too many wait already; nothing if it is released before. */
        public CompletionStage<Boolean> admitted() {
            return admitted;
        }

        /** The call is over, or not wanted any more. Releasing again does nothing. */
        public void release() {
            List<Permit> next = new ArrayList<>(1);
            gates.computeIfPresent(key, (same, gate) -> {
                gate.leave(this, next);
                return gate.inFlight == 0 && gate.queued == 0 ? null : gate;
            });
            next.forEach(AgentLimiter::admit);
        }
    }

    private enum State {
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

    /** What is under way for one agent. Changed only inside the map's atomic operations on its key. */
    private final class Gate {

        private final String agent;
        /** As the agent's definition has it, for all nodes. */
        private int defined;

        private int inFlight;
        private int queued;
        private final Map<String, SequencedSet<Permit>> byRun = new LinkedHashMap<>(2);

        Gate(String agent) {
            this.agent = agent;
        }

        /** Nodes come and go, so it is asked each time. */
        private int limit() {
            return share.of(agent, defined);
        }

        void arrive(Permit permit) {
            if (inFlight < limit() && queued == 0) {
                inFlight++;
                permit.state = State.ADMITTED;
                // Nobody can have been told to wait for it yet: this runs nothing.
                permit.admitted.complete(true);
            } else if (queued >= waitingMax) {
                permit.state = State.GONE;
                permit.admitted.complete(false);
            } else {
                permit.state = State.WAITING;
                byRun.computeIfAbsent(permit.run, ignored -> new LinkedHashSet<>())
                        .add(permit);
                queued++;
                waiting.incrementAndGet();
            }
        }

        void leave(Permit permit, List<Permit> next) {
            switch (permit.state) {
                case ADMITTED -> inFlight--;
                case WAITING -> withdraw(permit);
                case NEW -> {}
                case GONE -> {}
            }
            permit.state = State.GONE;
            int limit = queued == 0 ? 0 : limit();
            while (inFlight < limit && queued > 0) {
                inFlight++;
                next.add(takeTurn());
            }
        }

        private void withdraw(Permit permit) {
            SequencedSet<Permit> own = byRun.get(permit.run);
            if (own != null && own.remove(permit)) {
                queued--;
                waiting.decrementAndGet();
                if (own.isEmpty()) {
                    byRun.remove(permit.run);
                }
            }
        }

        /** The first run gives its oldest permit, and goes to the end of the line. */
        private Permit takeTurn() {
            Map.Entry<String, SequencedSet<Permit>> run =
                    byRun.entrySet().iterator().next();
            byRun.remove(run.getKey());
            Permit permit = run.getValue().removeFirst();
            if (!run.getValue().isEmpty()) {
                byRun.put(run.getKey(), run.getValue());
            }
            permit.state = State.ADMITTED;
            queued--;
            waiting.decrementAndGet();
            return permit;
        }
    }
}
