package dev.baton.actors.port;

import dev.baton.actors.run.RegionRule;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Gives new runs their home: a run lives where its id belongs, so the home is chosen with the id. */
public interface RegionHomes {

    /**
     * What is wanted of the home of a new run.
     *
     * @param rule where it may go on; null for anywhere
     * @param preferred regions, the best first
     * @param kind of its ids
     */
    record Wanted(String tenant, @Nullable RegionRule rule, List<String> preferred, Ids kind) {
        public Wanted {
            preferred = List.copyOf(preferred);
        }
    }

    /** Where ids come from. */
    enum Ids {
        /** The client has chosen the only one. */
        GIVEN,
        /** The first that fits must always be the same. */
        DERIVED,
        /** Any will do. */
        RANDOM
    }

    /** @param ids the candidates, from 0; all the same if it is given */
    Choice choose(Wanted wanted, IntFunction<String> ids);

    /** Whether a run with this rule may go on in this region. */
    boolean allows(RegionRule rule);

    /** A home, or why there is none. */
    sealed interface Choice {

        record Home(String runId) implements Choice {}

        /** It will never be had. */
        record Refused(String why) implements Choice {}

        /** It cannot be had now. */
        record Later(String why) implements Choice {}
    }

    /** Of a server that has all of its store. */
    RegionHomes HERE = new RegionHomes() {
        @Override
        public Choice choose(Wanted wanted, IntFunction<String> ids) {
            return new Choice.Home(ids.apply(0));
        }

        @Override
        public boolean allows(RegionRule rule) {
            return true;
        }
    };
}
