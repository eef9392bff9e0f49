package dev.baton.http.fake;

import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.run.RegionRule;
import java.util.Map;
import java.util.function.IntFunction;

/** The region eu has all runs; us is lost, and there is no other. */
public final class OnlyEurope implements RegionHomes {

    @Override
    public Choice choose(Wanted wanted, IntFunction<String> ids) {
        RegionRule rule = wanted.rule();
        if (rule == null || allows(rule)) {
            return new Choice.Home(ids.apply(0));
        }
        return rule.allows("us", Map.of())
                ? new Choice.Later("Region us is lost.")
                : new Choice.Refused("There is no region " + rule.text() + ".");
    }

    @Override
    public boolean allows(RegionRule rule) {
        return rule.allows("eu", Map.of("residency", "eu"));
    }
}
