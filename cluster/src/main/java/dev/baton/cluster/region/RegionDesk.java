package dev.baton.cluster.region;

import dev.baton.actors.port.RunKey;
import dev.baton.http.RegionView;
import dev.baton.persistence.table.RegionTable;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Where operators and other regions come to. */
final class RegionDesk implements RegionView {

    private final String self;
    private final RegionTable table;
    private final RegionMap map;
    private final RegionProof proof;
    private final RegionalRuns runs;
    private volatile BiFunction<String, String, CompletionStage<Void>> applied =
            (tenant, name) -> CompletableFuture.completedStage(null);

    RegionDesk(String self, RegionTable table, RegionMap map, RegionProof proof, RegionalRuns runs) {
        this.self = self;
        this.table = table;
        this.map = map;
        this.proof = proof;
        this.runs = runs;
    }

    void hears(BiFunction<String, String, CompletionStage<Void>> listener) {
        applied = listener;
    }

    @Override
    public CompletionStage<Status> status() {
        return map.refresh()
                .thenApply(atlas -> new Status(
                        self,
                        atlas.cells().size(),
                        atlas.regions().stream()
                                .map(region -> region(atlas, region))
                                .toList()));
    }

    private static Region region(Atlas atlas, RegionTable.Region region) {
        String name = region.name();
        return new Region(
                name,
                region.url(),
                region.labels(),
                region.isThere(),
                region.lease(),
                region.away(),
                count(atlas, cell -> cell.region().equals(name)),
                count(atlas, cell -> cell.home().equals(name)),
                count(atlas, cell -> name.equals(cell.movingTo())));
    }

    private static int count(Atlas atlas, Predicate<Cell> those) {
        return (int) atlas.cells().stream().filter(those).count();
    }

    @Override
    public CompletionStage<Outcome> failover(String region, String to) {
        String target = to.isEmpty() ? self : to;
        return map.refresh().thenCompose(atlas -> {
            Optional<Outcome> wrong = wrong(region, target);
            if (wrong.isPresent()) {
                return CompletableFuture.completedStage(wrong.get());
            }
            List<Integer> cells = atlas.cells().stream()
                    .filter(cell -> cell.region().equals(region))
                    .map(Cell::cell)
                    .toList();
            return table.away(region, true)
                    .thenCompose(done -> map.region(region).orElseThrow().isThere()
                            ? table.send(region, target, cells).thenApply(sent -> new Outcome.Accepted(0))
                            : table.take(target, region).thenApply(Outcome.Accepted::new));
        });
    }

    private Optional<Outcome> wrong(String region, String target) {
        if (map.region(region).isEmpty()) {
            return Optional.of(new Outcome.NoSuchRegion(region));
        }
        Optional<RegionTable.Region> to = map.region(target);
        if (to.isEmpty()) {
            return Optional.of(new Outcome.NoSuchRegion(target));
        }
        if (region.equals(target)) {
            return Optional.of(new Outcome.SameRegion());
        }
        return to.get().isThere() ? Optional.empty() : Optional.of(new Outcome.Lost(target));
    }

    @Override
    public CompletionStage<Outcome> failback(String region) {
        return map.refresh().thenCompose(atlas -> {
            Optional<RegionTable.Region> known = map.region(region);
            if (known.isEmpty()) {
                return CompletableFuture.completedStage(new Outcome.NoSuchRegion(region));
            }
            if (!known.get().isThere()) {
                return CompletableFuture.completedStage(new Outcome.Lost(region));
            }
            return table.away(region, false).thenApply(done -> new Outcome.Accepted(0));
        });
    }

    @Override
    public CompletionStage<Outcome> remove(String region) {
        return map.refresh()
                .thenCompose(atlas -> map.region(region).isEmpty()
                        ? CompletableFuture.completedStage(new Outcome.NoSuchRegion(region))
                        : table.remove(region)
                                .thenApply(done -> done ? new Outcome.Accepted(0) : new Outcome.InUse(region)));
    }

    @Override
    public CompletionStage<Answer> called(Call call) {
        String right = proof.of(call.from(), self, call.run(), call.kind(), call.sentAt(), call.body());
        if (!proof.isGood(call.proof(), right, call.sentAt())) {
            return CompletableFuture.completedStage(new Answer.Stranger());
        }
        try {
            return call.kind().equals(Announcements.DEFINITION_APPLIED) ? announced(call) : asked(call);
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.completedStage(
                    new Answer.Unreadable("The call cannot be read: " + e.getMessage()));
        }
    }

    private CompletionStage<Answer> announced(Call call) throws IOException {
        Announcements.Definition definition = Announcements.read(call.body());
        return applied.apply(definition.tenant(), definition.name())
                .thenApply(done -> new Answer.Given(Announcements.HEARD, new byte[0]));
    }

    /** Never passed on: two regions that are wrong about each other would do so for ever. */
    private CompletionStage<Answer> asked(Call call) throws IOException {
        RunKey run = RunKey.ofEntityId(call.run());
        if (!(map.of(run) instanceof RegionMap.Place.Here)) {
            return map.refresh().handle((read, unknown) -> new Answer.Elsewhere());
        }
        return runs.answer(run, new RegionLink.Message(call.kind(), call.body()))
                .thenApply(answer -> new Answer.Given(answer.kind(), answer.body()));
    }
}
