package dev.baton.actors.manager;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Termination;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** What commands make happen in one run, by the definition that it pins. */
final class Deciding {

    private final RunKey key;
    private final Engine engine;
    private final PinnedPlan plan;
    private final Logger log;

    Deciding(RunKey key, Engine engine, PinnedPlan plan, Logger log) {
        this.key = key;
        this.engine = engine;
        this.plan = plan;
        this.log = log;
    }

    /**
     * @param commit of all that happens; without events if nothing does
     * @param answers to those who asked, once it is written
     */
    record Decided(RunState next, Commit commit, List<Request.Answer> answers) {}

    /** Decides the commands one after the other. @throws UnreadableDefinition if that takes what only newer nodes can read */
    Decided all(RunState state, List<Request> requests, Principal by, String cause) {
        Instant now = engine.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Commit header = new Commit(
                key.tenant(), engine.settings().environment(), by, now, cause, state.lastEvent() + 1, List.of(), null);
        RunState next = state;
        List<RunEvent> events = new ArrayList<>();
        List<Request.Answer> answers = new ArrayList<>(1);
        for (Request request : requests) {
            Rejection rejection = null;
            boolean changed = false;
            switch (decide(next, request.command(), header)) {
                case Outcome.Refused refused -> rejection = refused.rejection();
                case Outcome.Accepted accepted -> {
                    changed = events.addAll(accepted.events());
                    next = accepted.next();
                }
            }
            if (request.asker() != null) {
                answers.add(new Request.Answer(request.asker(), rejection, changed));
            }
        }
        return new Decided(next, header.with(events), answers);
    }

    /** A defect in the engine, met while deciding, isolates this run as an incident. */
    private Outcome decide(RunState state, RunCommand command, Commit header) {
        if (!state.exists() && !(command instanceof RunCommand.Start) && !(command instanceof RunCommand.Fork)) {
            return new Outcome.Refused(notFound(key));
        }
        if (command instanceof RunCommand.Terminate terminate) {
            return Termination.of(state, terminate, header);
        }
        RunDecider current = plan.decider();
        try {
            return current.decide(state, command, header);
        } catch (UnreadableDefinition newer) {
            // No defect: a newer node could decide it, and so can this one when it is upgraded.
            throw newer;
        } catch (RuntimeException | StackOverflowError e) {
            log.error("Run {} met a defect on {}", key, command.getClass().getSimpleName(), e);
            return current.decide(
                    state, new RunCommand.ReportBug(command.getClass().getSimpleName() + ": " + e), header);
        }
    }

    static Rejection notFound(RunKey key) {
        return new Rejection(Rejection.Code.RUN_NOT_FOUND, "There is no run " + key.runId() + ".");
    }
}
