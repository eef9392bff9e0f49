package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HomeSharesTest {

    private final List<String> homes = new ArrayList<>(Collections.nCopies(256, "a"));

    private List<Integer> settle(String region) {
        List<Integer> share = HomeShares.of(region, homes);
        share.forEach(cell -> homes.set(cell, region));
        return share;
    }

    private long count(String region) {
        return homes.stream().filter(region::equals).count();
    }

    @Test
    void eachNewRegionGetsAsManyAsTheOthersKeep() {
        settle("b");
        assertThat(List.of(count("a"), count("b"))).containsExactly(128L, 128L);
        settle("c");
        assertThat(List.of(count("a"), count("b"), count("c"))).containsExactly(85L, 86L, 85L);
        settle("d");
        assertThat(List.of(count("a"), count("b"), count("c"), count("d"))).containsExactly(64L, 64L, 64L, 64L);
    }

    @Test
    void neighbouringCellsGoToDifferentRegions() {
        settle("b");

        for (int cell = 0; cell < homes.size(); cell += 2) {
            assertThat(homes.get(cell)).isNotEqualTo(homes.get(cell + 1));
        }
    }

    @Test
    void aKnownRegionGetsNothingMore() {
        settle("b");

        assertThat(settle("b")).isEmpty();
    }
}
