package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists: filters and pages. */
class ListsTest {

    private static final int ECHOES = 25;
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        for (int i = 0; i < ECHOES; i++) {
            client.post(
                    "/v1/runs",
                    "{\"id\":\"e" + i + "\",\"workflow\":\"echo\",\"input\":{\"text\":\"x\"},\"labels\":{\"even\":\""
                            + (i % 2 == 0) + "\"}}");
        }
        client.start("w1", "waiting", "{}");
        client.start("a1", "asking", "{}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<String> pages(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/runs?limit=4" + query + cursor).json();
            assertThat(page.path("runs").size()).isLessThanOrEqualTo(4);
            page.path("runs").forEach(run -> ids.add(run.path("id").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void pagesShowEveryRunOnce() {
        List<String> ids = pages("");

        assertThat(ids).hasSize(ECHOES + 2).doesNotHaveDuplicates();
    }

    @Test
    void filtersNarrowTheList() {
        assertThat(pages("&workflow=echo")).hasSize(ECHOES);
        assertThat(pages("&status=waiting")).containsExactly("w1");
        assertThat(Set.copyOf(pages("&status=waiting,running"))).isEqualTo(Set.of("w1", "a1"));
        assertThat(Set.copyOf(pages("&status=waiting&status=running"))).isEqualTo(Set.of("w1", "a1"));
        assertThat(pages("&label=even:true")).hasSize(13);
        assertThat(pages("&label=even:true&label=odd:true")).isEmpty();
        assertThat(pages("&startedAfter=2999-01-01T00:00:00Z")).isEmpty();
        assertThat(pages("&startedBefore=2001-01-01T00:00:00Z")).isEmpty();
        assertThat(pages("&label=even:true&version=1")).hasSize(13);
        assertThat(pages("&version=7")).isEmpty();
        assertThat(pages("&errorKind=timeout")).isEmpty();
        assertThat(client.get("/v1/runs?errorKind=sloth").code()).isEqualTo("invalid-parameter");
    }

    @Test
    void whatListsShowIsWhatTheSummaryOfTheRunShows() {
        JsonNode listed = client.get("/v1/runs?status=waiting").json().at("/runs/0");

        assertThat(listed).isEqualTo(client.get("/v1/runs/w1?fields=summary").json());
    }

    @Test
    void definitionsArePagedByName() {
        Set<String> names = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/workflows?limit=2" + cursor).json();
            page.path("workflows")
                    .forEach(one ->
                            assertThat(names.add(one.path("name").asText())).isTrue());
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(names).isEqualTo(Set.of("echo", "waiting", "counting", "asking", "approving"));
    }
}
