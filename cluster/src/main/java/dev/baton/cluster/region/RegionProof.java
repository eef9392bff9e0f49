package dev.baton.cluster.region;

import dev.baton.actors.port.SettingStore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Proves to a region that a call comes from another one of the same store: its key is only there. */
final class RegionProof {

    private static final String SETTING = "region-key";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    /** A proof is good for this time: the clocks of regions may differ by so much. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);

    private final SecretKeySpec key;
    private final InstantSource clock;

    private RegionProof(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    static CompletionStage<RegionProof> load(SettingStore settings, InstantSource clock) {
        return settings.getOrCreate(SETTING, RegionProof::newKey)
                .thenApply(key -> new RegionProof(Base64.getDecoder().decode(key), clock));
    }

    private static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** @param to the region that is called: a call that one has had proves nothing to another */
    String of(String from, String to, String run, String kind, String sentAt, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : new String[] {from, to, run, kind, sentAt}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                mac.update(bytes);
            }
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Whether a proof that came with a call is the right one, and new. */
    boolean isGood(String claimed, String right, String sentAt) {
        return MessageDigest.isEqual(claimed.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8))
                && isNew(sentAt);
    }

    private boolean isNew(String sentAt) {
        try {
            Duration age = Duration.between(Instant.ofEpochMilli(Long.parseLong(sentAt)), clock.instant());
            return age.abs().compareTo(GOOD_FOR) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
