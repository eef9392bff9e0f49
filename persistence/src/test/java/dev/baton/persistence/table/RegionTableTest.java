package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Fenced;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.table.RegionTable.Atlas;
import dev.baton.persistence.table.RegionTable.Cell;
import dev.baton.persistence.table.RegionTable.Self;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two regions on one store, a node each, without actors. */
class RegionTableTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofSeconds(-1);
    private static final String RUN = "run";
    private static final int CELL = Rows.row(RUN, 1, "someone").cell();

    private final String url = TestStore.POSTGRESQL.fresh(Path.of("")).getString("baton.persistence.postgresql.url");
    private Store east;
    private Store west;

    @BeforeEach
    void open() {
        east = open("east");
        west = open("west");
        enter(east, "east", 1);
    }

    @AfterEach
    void close() {
        east.close();
        west.close();
    }

    private Store open(String region) {
        return TestStore.openOnly(TestStore.with(TestStore.postgresql(url), Map.of("region", region)));
    }

    private static void enter(Store store, String region, int port) {
        join(store.regions().enter(self(region), LONG));
        join(store.members()
                .enter(
                        new MemberTable.Member(store.cells().owner(), region, "baton@127.0.0.1:" + port, port),
                        Set.of(),
                        LONG));
    }

    private static Self self(String region) {
        return new Self(region, "http://" + region, Map.of("residency", region));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void claim(Store store, int cell) {
        join(store.cellHomes((address, incarnation) -> true).claim(cell));
    }

    private Atlas atlas() {
        return join(east.regions().atlas());
    }

    private List<Integer> cells(String region) {
        return atlas().cells().stream()
                .filter(cell -> cell.region().equals(region))
                .map(Cell::cell)
                .toList();
    }

    private void sendAllTo(String region) {
        List<Integer> all = IntStream.range(0, Cells.COUNT).boxed().toList();
        join(east.regions().send("east", region, all));
    }

    @Test
    void theFirstRegionHasAllCellsAndTheSecondBecomesTheHomeOfHalfOfThemForGood() {
        assertThat(cells("east")).hasSize(Cells.COUNT);

        enter(west, "west", 2);
        enter(west, "west", 2);

        assertThat(cells("east")).hasSize(Cells.COUNT);
        assertThat(atlas().cells())
                .filteredOn(cell -> cell.home().equals("west"))
                .hasSize(Cells.COUNT / 2);
        assertThat(atlas().regions()).allMatch(RegionTable.Region::isThere);
    }

    @Test
    void whatAServerHadForItselfGoesToTheFirstRegionThatComes() {
        try (Store alone = open("alone")) {
            join(alone.cells().claimAll());
            Rows.append(alone, RUN, 1).join();

            enter(west, "west", 2);

            assertThat(cells("west")).hasSize(Cells.COUNT);
            claim(west, CELL);
            Rows.append(west, RUN, 2).join();
            assertThat(isFenced(Rows.append(alone, RUN, 3))).isTrue();
        }
    }

    @Test
    void aRegionClaimsOnlyCellsThatItHasAndLeavesTheNodesOfOthersAlone() {
        enter(west, "west", 2);
        claim(east, CELL);

        assertThatThrownBy(() ->
                        join(west.cellHomes((address, incarnation) -> false).claim(CELL)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Fenced.class);

        Rows.append(east, RUN, 1).join();
        assertThat(join(east.members().seen(east.cells().owner()))).isTrue();
    }

    @Test
    void aLivingRegionLosesNothingAndALostOneLosesEverythingAndCanWriteNothing() {
        enter(west, "west", 2);
        claim(east, CELL);
        assertThat(join(west.regions().take("west", "east"))).isZero();
        join(east.regions().renew(self("east"), OVER));

        assertThat(join(west.regions().take("west", "east"))).isEqualTo(Cells.COUNT);

        claim(west, CELL);
        // Its connection was ended, so that it keeps no lock; it gets another one by and by.
        Awaiting.until(() -> isFenced(Rows.append(east, RUN, 1)));
        assertThat(isFenced(east.cellHomes((address, incarnation) -> true).claim(CELL)))
                .isTrue();
        assertThat(join(east.members().seen(east.cells().owner()))).isFalse();
        Rows.append(west, RUN, 1).join();
        assertThat(join(west.regions().atlas()).cells())
                .allMatch(cell -> cell.region().equals("west"));
    }

    @Test
    void aRegionIsForgottenOnlyWhenItIsLostAndHasNothing() {
        enter(west, "west", 2);
        assertThat(join(east.regions().remove("west"))).as("it is there").isFalse();
        sendAllTo("west");
        join(east.regions().handOver("east"));
        join(west.regions().renew(self("west"), OVER));
        assertThat(join(east.regions().remove("west"))).as("it has cells").isFalse();
        assertThat(join(east.regions().take("east", "west"))).isEqualTo(Cells.COUNT);

        assertThat(join(east.regions().remove("west"))).isTrue();

        assertThat(atlas().regions()).extracting(RegionTable.Region::name).containsExactly("east");
        assertThat(atlas().cells()).allMatch(cell -> cell.home().equals("east"));
    }

    @Test
    void aCellIsHandedOverWhenItsNodeHasLetItGoAndOnlyToARegionThatIsThere() {
        enter(west, "west", 2);
        claim(east, CELL);
        sendAllTo("west");

        assertThat(join(east.regions().handOver("east"))).isEqualTo(Cells.COUNT - 1);
        assertThat(cells("east")).containsExactly(CELL);
        Rows.append(east, RUN, 1).join();
        assertThat(join(east.members().orphans("east", (address, incarnation) -> false)))
                .isEqualTo(CellSet.NONE);

        east.cellHomes((address, incarnation) -> true).release(CELL);
        join(west.regions().renew(self("west"), OVER));
        assertThat(join(east.regions().handOver("east"))).isZero();
        join(west.regions().renew(self("west"), LONG));
        assertThat(join(east.regions().handOver("east"))).isEqualTo(1);
        claim(west, CELL);
        Rows.append(west, RUN, 2).join();
        assertThat(isFenced(Rows.append(east, RUN, 3))).isTrue();
    }

    @Test
    void aCellThatWasToGoStaysWhenItsNewRegionIsLost() {
        enter(west, "west", 2);
        sendAllTo("west");
        assertThat(isFenced(east.cellHomes((address, incarnation) -> true).claim(CELL)))
                .isTrue();

        assertThat(join(east.regions().keep("east", "west"))).isEqualTo(Cells.COUNT);

        claim(east, CELL);
    }

    private static boolean isFenced(CompletionStage<?> stage) {
        try {
            Object ignored = stage.toCompletableFuture().join();
            return false;
        } catch (CompletionException failure) {
            return failure.getCause() instanceof Fenced;
        }
    }
}
