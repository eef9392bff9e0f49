package dev.baton.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dashboard for Grafana. */
final class DashboardTest {

    private static final int COLUMNS = 24;

    @Test
    void everyPanelSaysWhatItShowsAndAsksForIt() {
        assertThat(DeployFiles.panels()).hasSizeGreaterThan(15).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).isNotBlank();
            assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.path("expr").asText()).isNotBlank();
                assertThat(target.path("legendFormat").asText()).isNotBlank();
            });
        });
    }

    @Test
    void noPanelLiesOverAnother() {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        DeployFiles.dashboard().path("panels").forEach(panel -> {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("the id is its own")
                    .isTrue();
            for (List<Integer> cell : cells(panel.path("gridPos"))) {
                assertThat(cell.getFirst()).isLessThan(COLUMNS);
                assertThat(taken.add(cell)).as(panel.path("title").asText()).isTrue();
            }
        });
    }

    private static List<List<Integer>> cells(JsonNode place) {
        List<List<Integer>> cells = new ArrayList<>();
        for (int x = 0; x < place.path("w").asInt(); x++) {
            for (int y = 0; y < place.path("h").asInt(); y++) {
                cells.add(List.of(place.path("x").asInt() + x, place.path("y").asInt() + y));
            }
        }
        return cells;
    }
}
