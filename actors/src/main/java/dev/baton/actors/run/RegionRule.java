package dev.baton.actors.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which regions a run may go on. It stands in the run's label {@link #LABEL}, so that it can be seen and searched.
 *
 * @param text the name of the only region, labels that it must have as {@code name=value}, or both, with commas between
 */
public record RegionRule(String text) {

    public static final String LABEL = "baton/region";

    /** Null if it may go on anywhere. */
    public static @Nullable RegionRule of(Map<String, String> runLabels) {
        String text = runLabels.get(LABEL);
        return text == null ? null : new RegionRule(text);
    }

    /** @param pinned null for any; @param labels that a region must have; null if both say nothing */
    public static @Nullable RegionRule of(@Nullable String pinned, Map<String, String> labels) {
        StringBuilder text = new StringBuilder(pinned == null ? "" : pinned);
        new TreeMap<>(labels)
                .forEach((name, value) -> text.append(text.isEmpty() ? "" : ",").append(name + "=" + value));
        return text.isEmpty() ? null : new RegionRule(text.toString());
    }

    /** @param labels of the region */
    public boolean allows(String region, Map<String, String> labels) {
        for (String term : List.of(text.split(","))) {
            int equals = term.indexOf('=');
            boolean holds = equals < 0
                    ? term.equals(region)
                    : term.substring(equals + 1).equals(labels.get(term.substring(0, equals)));
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
