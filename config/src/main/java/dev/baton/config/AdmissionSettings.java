package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When a node turns new runs away: {@code baton.admission}.
 *
 * @param delayMax how long work that could go on may wait for a processor
 * @param shares of tenants, beside the 1 that each has
 */
public record AdmissionSettings(Duration delayMax, Map<String, Integer> shares) {

    private static final String SHARES = "baton.admission.shares";
    private static final int SHARE_MAX = 1_000;

    public AdmissionSettings {
        shares = Map.copyOf(shares);
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static AdmissionSettings of(Config config) {
        Section admission = Section.of(config, "baton.admission");
        return new AdmissionSettings(admission.positive("delay-max"), shares(admission.texts("shares")));
    }

    private static Map<String, Integer> shares(List<String> texts) {
        Map<String, Integer> shares = new HashMap<>();
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            if (equals < 1 || !text.substring(equals + 1).matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException(SHARES + " must be a list of TENANT=SHARE, not " + text);
            }
            int share = Integer.parseInt(text.substring(equals + 1));
            if (share > SHARE_MAX) {
                throw new IllegalArgumentException(SHARES + " must be in 1.." + SHARE_MAX + ", not " + text);
            }
            shares.put(text.substring(0, equals), share);
        }
        return shares;
    }
}
