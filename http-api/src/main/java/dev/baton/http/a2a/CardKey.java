package dev.baton.http.a2a;

import dev.baton.actors.connector.a2a.CardSignatures;
import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import dev.baton.config.ApiSettings;
import java.security.GeneralSecurityException;

/** What cards are signed with: read when the node starts, so that a key that is wrong shows then. */
final class CardKey {

    private static final String SETTING = "baton.http.a2a-card-key";

    private CardKey() {}

    /** @throws IllegalArgumentException naming the setting, if there is a key and it cannot be used */
    static CardSignatures.Signer signer(ApiSettings settings, Secrets secrets) {
        if (settings.a2aCardKey().isEmpty()) {
            return card -> card;
        }
        SecretReference reference = SecretReference.parse(settings.a2aCardKey())
                .orElseThrow(() -> new IllegalArgumentException(SETTING + " must be " + SecretReference.RULE));
        Secret key = secrets.find(reference)
                .orElseThrow(() -> new IllegalArgumentException(SETTING + " " + Secrets.missing(reference)));
        try {
            return CardSignatures.signer(key.reveal());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(SETTING + ": " + reference + ": " + e.getMessage(), e);
        }
    }
}
