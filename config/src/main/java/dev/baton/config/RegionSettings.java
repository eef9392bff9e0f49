package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One region among those of its store: {@code baton.region}.
 *
 * @param name {@code baton.persistence.region}
 * @param url under which other regions reach its API; empty for the address of one of its nodes
 * @param labels by which definitions choose regions
 * @param lease how long it keeps its cells without a word
 * @param takeover whether it takes the cells of lost regions by itself
 * @param failback whether a region that was lost gets its cells back by itself
 */
public record RegionSettings(
        String name, String url, Map<String, String> labels, Duration lease, boolean takeover, boolean failback) {

    /** A shorter one would be over while a node of the region is replaced by another. */
    private static final Duration LEASE_MIN = Duration.ofSeconds(3);

    private enum Mode {
        AUTOMATIC,
        MANUAL
    }

    public RegionSettings {
        labels = Map.copyOf(labels);
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static RegionSettings of(Config config) {
        Section region = Section.of(config, "baton.region");
        return new RegionSettings(
                StoreSettings.of(config).region(),
                url(region.textOrEmpty("url")),
                labels(region),
                lease(region.positive("lease")),
                region.oneOf("takeover", Mode.class) == Mode.AUTOMATIC,
                region.oneOf("failback", Mode.class) == Mode.AUTOMATIC);
    }

    private static String url(String url) {
        if (url.isEmpty() || url.matches("https?://[^/?#\\s]+")) {
            return url;
        }
        throw new IllegalArgumentException("baton.region.url must be empty, or a URL without a path such as"
                + " https://eu.baton.example.org, not " + url);
    }

    private static Map<String, String> labels(Section region) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : region.texts("labels")) {
            if (!label.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}=[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
                throw new IllegalArgumentException(
                        "baton.region.labels must be a list of texts such as residency=eu, not " + label);
            }
            int equals = label.indexOf('=');
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    private static Duration lease(Duration lease) {
        if (lease.compareTo(LEASE_MIN) < 0) {
            throw new IllegalArgumentException(
                    "baton.region.lease must be at least " + LEASE_MIN.toSeconds() + "s, not " + lease);
        }
        return lease;
    }
}
