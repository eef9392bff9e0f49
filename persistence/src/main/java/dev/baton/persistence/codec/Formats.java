package dev.baton.persistence.codec;

import dev.baton.actors.run.RunEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names this version may write. Nodes of two versions share a store while they are upgraded, and whatever one writes
 * or says the other must be able to read. So names come in levels: a node reads all that it knows, and writes those of a
 * level only when all nodes of the store know it.
 */
public final class Formats {

    /** What versions know that know of no levels. */
    public static final int FIRST = 1;

    /**
     * The names of events, values, activities, messages and commands that came after the first level, with theirs. All
     * that came since the last release share one level, the latest.
     */
    private static final Map<String, Integer> SINCE = Map.of(EventNames.PROGRESSED_BESIDE, 2);

    private final Map<String, Integer> since;
    private final int latest;
    private volatile int active;

    /** @param since levels of names; those of the first level are left out */
    Formats(Map<String, Integer> since) {
        this.since = Map.copyOf(since);
        this.latest = since.values().stream().reduce(FIRST, Math::max);
        this.active = FIRST;
    }

    /** Of this version, with nothing agreed on yet. */
    public static Formats ofThisVersion() {
        return new Formats(SINCE);
    }

    /** Those of a node whose store nobody else reads. */
    static Formats all() {
        Formats formats = ofThisVersion();
        formats.activate(formats.latest());
        return formats;
    }

    /** The highest level that this version reads. */
    public int latest() {
        return latest;
    }

    /** The highest level that this node writes. */
    public int active() {
        return active;
    }

    /** From now on all nodes read this level. A level is never taken back. */
    public void activate(int level) {
        if (level > latest) {
            throw new IllegalArgumentException("This version knows the formats up to " + latest + ", not " + level);
        }
        active = Math.max(active, level);
    }

    /** Whether all nodes can read turns of agents whose contents stand beside the events. */
    public boolean allowContentsBeside() {
        return allows(EventNames.PROGRESSED_BESIDE);
    }

    int level(String name) {
        return since.getOrDefault(name, FIRST);
    }

    /** Whether all nodes can read it. */
    boolean allows(String name) {
        return active == latest || level(name) <= active;
    }

    boolean allow(Collection<RunEvent> events) {
        return active == latest || events.stream().allMatch(event -> allows(EventNames.of(event)));
    }

    /** @throws IllegalArgumentException if there are nodes that cannot read it */
    void require(String name) {
        if (!allows(name)) {
            throw new IllegalArgumentException(refusal(name));
        }
    }

    String refusal(String name) {
        return name + " belongs to format " + level(name) + ", and there are nodes that know the formats up to "
                + active + " only: upgrade them, and do it again";
    }

    /** All names, as the rule applies to them. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        names.addAll(EventNames.EVENTS.values());
        names.addAll(EventNames.VALUES.values());
        names.addAll(EventNames.ACTIVITIES.values());
        names.addAll(WireNames.MESSAGES.values());
        names.addAll(WireNames.COMMANDS.values());
        names.addAll(WireNames.RESULTS.values());
        names.addAll(WireNames.NEXT.values());
        return names;
    }
}
