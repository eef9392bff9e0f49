package dev.baton.persistence.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.baton.actors.port.CellSet;
import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Fenced;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.Rows;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import dev.baton.persistence.table.MemberTable.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one store, without actors: who is a member is what the test says. */
class CellClaimsTest {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final String RUN = "run";
    private static final int CELL = Rows.row(RUN, 1, "someone").cell();

    private final Config config = TestStore.POSTGRESQL.fresh(Path.of(""));
    private Store one;
    private Store two;

    @BeforeEach
    void open() {
        one = TestStore.openOnly(config);
        two = TestStore.openOnly(config);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static Member member(Store store, int port) {
        return new Member(store.cells().owner(), "local", "baton@127.0.0.1:" + port, port);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static boolean isUnknown(CompletionStage<?> stage) {
        try {
            Object ignored = stage.toCompletableFuture().join();
            return false;
        } catch (CompletionException unavailable) {
            return true;
        }
    }

    private void enterBoth() {
        join(one.members().enter(member(one, 1), Set.of(), FRESH));
        join(two.members().enter(member(two, 2), Set.of(), FRESH));
    }

    @Test
    void aCellThatMovesBetweenMembersIsFencedForTheOneBeforeWhoStaysAMember() {
        enterBoth();
        join(one.cellHomes((address, incarnation) -> true).claim(CELL));
        Rows.append(one, RUN, 1).join();

        join(two.cellHomes((address, incarnation) -> true).claim(CELL));

        assertThatThrownBy(() -> Rows.append(one, RUN, 2).join()).hasCauseInstanceOf(Fenced.class);
        Rows.append(two, RUN, 2).join();
        assertThat(join(one.members().seen(one.cells().owner()))).isTrue();
    }

    @Test
    void aNodeThatWasTakenForLostCanWriteAndClaimNothingAndStrikesOutNobody() {
        enterBoth();
        int other = (CELL + 1) % Cells.COUNT;
        join(one.cellHomes((address, incarnation) -> true).claim(CELL));

        join(two.cellHomes((address, incarnation) -> false).claim(CELL));

        // Its connection was ended, so that it keeps no lock; it gets another one by and by.
        Awaiting.until(() -> !isUnknown(one.members().seen(one.cells().owner())));
        assertThat(join(one.members().seen(one.cells().owner()))).isFalse();
        assertThatThrownBy(() -> Rows.append(one, RUN, 1).join()).hasCauseInstanceOf(Fenced.class);
        assertThatThrownBy(() ->
                        join(one.cellHomes((address, incarnation) -> false).claim(other)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Fenced.class);
        assertThat(join(one.members().strikeOut(member(one, 1), "baton@127.0.0.1:2", 2, FRESH)))
                .isFalse();
        assertThat(join(two.members().seen(two.cells().owner()))).isTrue();
        Rows.append(two, RUN, 1).join();
    }

    @Test
    void claimsThatComeTogetherAllSucceed() {
        enterBoth();
        CellClaims claims = new CellClaims(one.writer(), (address, incarnation) -> true);

        List<CompletableFuture<Void>> all = IntStream.range(0, Cells.COUNT)
                .mapToObj(cell -> claims.claim(cell).toCompletableFuture())
                .toList();
        all.forEach(CompletableFuture::join);

        assertThat(IntStream.range(0, Cells.COUNT)).allMatch(one.cells()::owns);
        assertThat(join(two.members().orphans("local", (address, incarnation) -> incarnation == 1)))
                .isEqualTo(CellSet.NONE);
        assertThat(join(two.members().orphans("local", (address, incarnation) -> false)))
                .isEqualTo(CellSet.ALL);
    }

    @Test
    void ofManyWhoStartAtOnceOneIsTheFounderAndTheOthersFindIt() {
        List<CompletableFuture<List<Member>>> found = IntStream.range(0, 8)
                .mapToObj(i -> (i % 2 == 0 ? one : two)
                        .members()
                        .enter(new Member("owner-" + i, "local", "baton@127.0.0.1:" + i, i), Set.of(), FRESH)
                        .toCompletableFuture())
                .toList();

        assertThat(found.stream().map(CompletableFuture::join))
                .filteredOn(List::isEmpty)
                .hasSize(1);
    }
}
