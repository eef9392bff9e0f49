package dev.baton.actors.connector;

import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call that is {@link WatchedWork}, as those see it who wait for the result. */
public final class WatchedCall implements AgentConnector.Call {

    private final WatchedWork work;
    private final Off off;

    /** What calls the work off. */
    @FunctionalInterface
    public interface Off {

        /** Null if nothing is begun, or there is no way. */
        @Nullable
        Wire wire();
    }

    private WatchedCall(WatchedWork work, Off off) {
        this.work = work;
        this.off = off;
    }

    /**
     * Begins the attempt, or goes on with it.
     *
     * @param first if no turn of it was taken
     * @param next after the last one that was
     */
    public static AgentConnector.Call begin(WatchedWork work, Runnable first, Consumer<AgentTurn.Past> next, Off off) {
        List<AgentTurn.Past> turns = work.request().turns();
        work.guarded(() -> {
            if (turns.isEmpty()) {
                first.run();
            } else {
                next.accept(turns.getLast());
            }
        });
        return new WatchedCall(work, off);
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return work.result();
    }

    @Override
    public void listen(AgentConnector.Ear ear) {
        work.voice().listen(ear);
    }

    @Override
    public void cancel() {
        work.cancel(off.wire());
    }

    @Override
    public void leave() {
        work.leave();
    }
}
