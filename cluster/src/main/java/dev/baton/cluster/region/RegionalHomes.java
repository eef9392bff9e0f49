package dev.baton.cluster.region;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.RegionRule;
import dev.baton.config.RegionSettings;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import dev.baton.persistence.table.RegionTable.Region;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Chooses ids whose cells are at home in the right region. */
final class RegionalHomes implements RegionHomes {

    /** With a fair share of the cells a few are enough. */
    private static final int CANDIDATES_MAX = 5_000;

    private final RegionSettings self;
    private final RegionMap map;

    RegionalHomes(RegionSettings self, RegionMap map) {
        this.self = self;
        this.map = map;
    }

    @Override
    public boolean allows(RegionRule rule) {
        return rule.allows(self.name(), self.labels());
    }

    @Override
    public Choice choose(Wanted wanted, IntFunction<String> ids) {
        Atlas atlas = map.atlas();
        RegionRule rule = wanted.rule();
        if (rule == null) {
            Predicate<Cell> best = preferred(wanted, names(atlas))
                    .or(() -> wanted.kind() == Ids.RANDOM ? Optional.of(self.name()) : Optional.empty())
                    .<Predicate<Cell>>map(home -> cell -> cell.home().equals(home))
                    .orElse(cell -> true);
            return new Choice.Home(first(atlas, wanted, ids, best).orElseGet(() -> ids.apply(0)));
        }
        Set<String> allowed = allowed(atlas, rule);
        if (allowed.isEmpty()) {
            return new Choice.Refused("There is no region " + rule.text() + ".");
        }
        Optional<String> best = preferred(wanted, allowed);
        return first(
                        atlas,
                        wanted,
                        ids,
                        cell -> best.map(cell.home()::equals).orElseGet(() -> allowed.contains(cell.home())))
                .map(id -> there(atlas, wanted, rule, allowed, id))
                .orElseGet(() -> nowhere(wanted, rule, ids));
    }

    private static Set<String> names(Atlas atlas) {
        Set<String> names = new HashSet<>();
        atlas.regions().forEach(region -> names.add(region.name()));
        return names;
    }

    private static Set<String> allowed(Atlas atlas, RegionRule rule) {
        Set<String> names = new HashSet<>();
        for (Region region : atlas.regions()) {
            if (rule.allows(region.name(), region.labels())) {
                names.add(region.name());
            }
        }
        return names;
    }

    private static Optional<String> preferred(Wanted wanted, Set<String> allowed) {
        return wanted.preferred().stream().filter(allowed::contains).findFirst();
    }

    private static Optional<String> first(Atlas atlas, Wanted wanted, IntFunction<String> ids, Predicate<Cell> fits) {
        int candidates = wanted.kind() == Ids.GIVEN ? 1 : CANDIDATES_MAX;
        for (int i = 0; i < candidates; i++) {
            String id = ids.apply(i);
            if (fits.test(cell(atlas, wanted, id))) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private static Cell cell(Atlas atlas, Wanted wanted, String id) {
        return atlas.cells().get(Cells.of(new RunKey(wanted.tenant(), id).entityId()));
    }

    private static Choice there(Atlas atlas, Wanted wanted, RegionRule rule, Set<String> allowed, String id) {
        String now = cell(atlas, wanted, id).region();
        return allowed.contains(now)
                ? new Choice.Home(id)
                : new Choice.Later(
                        "The run may only go on in " + rule.text() + ", whose runs region " + now + " has just now.");
    }

    private static Choice nowhere(Wanted wanted, RegionRule rule, IntFunction<String> ids) {
        return wanted.kind() == Ids.GIVEN
                ? new Choice.Refused("The run may only go on in " + rule.text() + ", and the id " + ids.apply(0)
                        + " belongs to another region. Leave the id out, and send it as Idempotency-Key.")
                : new Choice.Later("Region " + rule.text() + " is not the home of any runs yet.");
    }
}
