package dev.baton.actors.pattern;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What needs the results of what, by name. Every need must itself be among the names. */
record Needs(Map<String, Set<String>> byName) {

    Needs {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    Set<String> of(String name) {
        return byName.getOrDefault(name, Set.of());
    }

    /** The names, each after all that it needs; those that can never begin are left out. */
    Set<String> inOrder() {
        Map<String, List<String>> neededBy = new HashMap<>();
        Map<String, Integer> missing = new HashMap<>();
        Set<String> ordered = new LinkedHashSet<>();
        byName.forEach((name, needs) -> {
            missing.put(name, needs.size());
            needs.forEach(need ->
                    neededBy.computeIfAbsent(need, key -> new ArrayList<>()).add(name));
        });
        List<String> ready = new ArrayList<>(byName.keySet().stream()
                .filter(name -> missing.getOrDefault(name, 0) == 0)
                .toList());
        for (int next = 0; next < ready.size(); next++) {
            ordered.add(ready.get(next));
            for (String dependent : neededBy.getOrDefault(ready.get(next), List.of())) {
                if (missing.merge(dependent, -1, Integer::sum) == 0) {
                    ready.add(dependent);
                }
            }
        }
        return ordered;
    }

    /** Names each of which needs the next, the first also at the end; empty if there is no circle. */
    List<String> circle() {
        Set<String> stuck = new LinkedHashSet<>(byName.keySet());
        stuck.removeAll(inOrder());
        if (stuck.isEmpty()) {
            return List.of();
        }
        // Each of them needs another of them, so that whoever follows the needs comes round.
        Set<String> passed = new LinkedHashSet<>();
        String at = stuck.iterator().next();
        while (passed.add(at)) {
            at = of(at).stream().filter(stuck::contains).findFirst().orElseThrow();
        }
        List<String> way = new ArrayList<>(passed);
        way.add(at);
        return way.subList(way.indexOf(at), way.size());
    }

    /** By name all that it needs, also by way of others. */
    Map<String, Set<String>> all() {
        Map<String, Set<String>> all = new HashMap<>();
        for (String name : inOrder()) {
            Set<String> needs = new LinkedHashSet<>();
            for (String need : of(name)) {
                needs.add(need);
                needs.addAll(all.getOrDefault(need, Set.of()));
            }
            all.put(name, needs);
        }
        return all;
    }
}
