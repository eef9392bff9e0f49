package dev.baton.http.resource;

import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.RegionHomes.Choice;
import dev.baton.actors.port.RegionHomes.Ids;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.RegionRule;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Chooses the id of a new run, and with it the region where it is at home. */
final class StartIds {

    private static final Duration REGION_BACK = Duration.ofSeconds(5);

    private final RegionHomes homes;
    private final InstantSource clock;

    StartIds(RegionHomes homes, InstantSource clock) {
        this.homes = homes;
        this.clock = clock;
    }

    /** @param region that the client wants; null for what the workflow says */
    record Asked(
            String tenant,
            @Nullable String id,
            @Nullable String key,
            @Nullable String region) {}

    /** @param rule where the run may go on; null for anywhere */
    record Chosen(RunKey run, @Nullable RegionRule rule, Optional<Refusal> refusal) {

        /** The label of the rule is Baton's own. */
        Map<String, String> labels(Map<String, String> asked) {
            if (rule == null && !asked.containsKey(RegionRule.LABEL)) {
                return asked;
            }
            Map<String, String> labels = new HashMap<>(asked);
            labels.remove(RegionRule.LABEL);
            if (rule != null) {
                labels.put(RegionRule.LABEL, rule.text());
            }
            return labels;
        }
    }

    Chosen choose(Asked asked, RegionPolicy policy) {
        IntFunction<String> candidates = candidates(asked);
        RegionRule rule = rule(asked, policy);
        Choice choice =
                homes.choose(new RegionHomes.Wanted(asked.tenant(), rule, policy.preferred(), kind(asked)), candidates);
        return switch (choice) {
            case Choice.Home home -> new Chosen(new RunKey(asked.tenant(), home.runId()), rule, Optional.empty());
            case Choice.Refused refused ->
                none(asked, candidates, rule, Refusal.of(ErrorCode.REGION_NOT_ALLOWED, refused.why()));
            case Choice.Later later ->
                none(asked, candidates, rule, Refusal.later(ErrorCode.REGION_UNAVAILABLE, later.why(), REGION_BACK));
        };
    }

    private static Chosen none(
            Asked asked, IntFunction<String> candidates, @Nullable RegionRule rule, Refusal refusal) {
        return new Chosen(new RunKey(asked.tenant(), candidates.apply(0)), rule, Optional.of(refusal));
    }

    /** Both must hold: what the client wants can only narrow what the workflow allows. */
    private static @Nullable RegionRule rule(Asked asked, RegionPolicy policy) {
        RegionRule rule = policy.rule();
        String region = asked.region();
        return region == null ? rule : new RegionRule(rule == null ? region : region + "," + rule.text());
    }

    private static Ids kind(Asked asked) {
        if (asked.id() != null) {
            return Ids.GIVEN;
        }
        return asked.key() == null ? Ids.RANDOM : Ids.DERIVED;
    }

    private IntFunction<String> candidates(Asked asked) {
        String id = asked.id();
        String key = asked.key();
        if (id != null) {
            return i -> id;
        }
        return key == null ? i -> RunIds.random(clock.instant()) : i -> RunIds.derived(asked.tenant(), key, i);
    }
}
