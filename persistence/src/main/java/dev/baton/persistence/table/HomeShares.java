package dev.baton.persistence.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the homes of the cells are shared out when there is one more region. */
final class HomeShares {

    private HomeShares() {}

    /**
     * The cells whose home a region becomes: none if it is the home of some already, else as many as the others keep, from
     * those who have most, and spread among theirs: ids that count up have neighbouring cells. The same each time.
     *
     * @param homes of the cells, in order
     */
    static List<Integer> of(String region, List<String> homes) {
        Map<String, List<Integer>> byHome = new TreeMap<>();
        for (int cell = 0; cell < homes.size(); cell++) {
            byHome.computeIfAbsent(homes.get(cell), home -> new ArrayList<>()).add(cell);
        }
        List<Integer> mine = new ArrayList<>();
        if (!byHome.containsKey(region)) {
            int share = homes.size() / (byHome.size() + 1);
            Map<String, Integer> given = given(byHome, share);
            byHome.forEach((home, cells) -> {
                int count = given.getOrDefault(home, 0);
                for (int i = 0; i < count; i++) {
                    mine.add(cells.get((2 * i + 1) * cells.size() / (2 * count)));
                }
            });
        }
        return mine;
    }

    /** How many each gives. */
    private static Map<String, Integer> given(Map<String, List<Integer>> byHome, int share) {
        Map<String, Integer> given = new TreeMap<>();
        for (int i = 0; i < share; i++) {
            String most = "";
            int left = -1;
            for (Map.Entry<String, List<Integer>> home : byHome.entrySet()) {
                int keeps = home.getValue().size() - given.getOrDefault(home.getKey(), 0);
                if (keeps > left) {
                    left = keeps;
                    most = home.getKey();
                }
            }
            given.merge(most, 1, Integer::sum);
        }
        return given;
    }
}
