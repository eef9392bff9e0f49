package dev.baton.actors.trigger;

import java.time.Duration;

/** How the sender signs what it sends: an HMAC over the very bytes of the body. */
public sealed interface SignatureScheme {

    /** How long ago, or ahead, a sender may have signed. */
    Duration TOLERANCE_USUAL = Duration.ofMinutes(5);

    /** The id and the time are signed too, in {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    record StandardWebhooks(Duration tolerance) implements SignatureScheme {}

    /** {@code X-Hub-Signature-256}; the id in {@code X-GitHub-Delivery} is not signed. */
    record GitHub() implements SignatureScheme {}

    /** {@code X-Slack-Signature} and {@code X-Slack-Request-Timestamp}. */
    record Slack(Duration tolerance) implements SignatureScheme {}

    /**
     * A signature of the body alone in a header of its own.
     *
     * @param prefix before the signature; may be empty
     */
    record Hmac(String header, Algorithm algorithm, Encoding encoding, String prefix) implements SignatureScheme {}

    /** Of the HMAC. */
    enum Algorithm {
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        String javaName() {
            return javaName;
        }
    }

    /** In which a signature is written. */
    enum Encoding {
        HEX,
        BASE64
    }
}
