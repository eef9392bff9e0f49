package dev.baton.http.follow;

import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Those who follow runs on this node; when it shuts down they are told at once how far their run is. */
public final class RunWatches {

    private final Runs runs;
    private final Set<RunWatch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public RunWatches(Runs runs) {
        this.runs = runs;
    }

    /** To be closed by whoever asks for it. */
    public RunWatch open(RunKey run) {
        RunWatch watch = new RunWatch(runs, run, this);
        open.add(watch);
        return watch;
    }

    void closed(RunWatch watch) {
        open.remove(watch);
    }

    /** Whether nobody waits any more. */
    public boolean draining() {
        return draining;
    }

    public void drain() {
        draining = true;
        open.forEach(RunWatch::nudge);
    }
}
