package dev.baton.actors.definition;

import dev.baton.actors.run.RegionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the runs of a workflow are at home.
 *
 * @param rule where they may go on; null for anywhere
 * @param preferred regions, the best first; may be empty
 */
public record RegionPolicy(@Nullable RegionRule rule, List<String> preferred) {

    public static final RegionPolicy ANYWHERE = new RegionPolicy(null, List.of());

    public RegionPolicy {
        preferred = List.copyOf(preferred);
    }

    /** @param spec of a workflow */
    static RegionPolicy read(SourceNode.Mapping spec) {
        SourceNode.Mapping region = Documents.inside(spec, "region");
        String pinned = Documents.text(region, "pinned");
        Map<String, String> labels = Documents.labels(region);
        List<String> preferred = new ArrayList<>();
        region.json().path("preferred").forEach(name -> preferred.add(name.asText()));
        return new RegionPolicy(RegionRule.of(pinned.isEmpty() ? null : pinned, labels), preferred);
    }
}
