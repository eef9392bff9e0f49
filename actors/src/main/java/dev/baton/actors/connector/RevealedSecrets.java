package dev.baton.actors.connector;

import dev.baton.actors.port.Secret;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.port.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The secrets that one call has been given: some agents repeat in their answers what was sent to them. */
public final class RevealedSecrets {

    private final Secrets secrets;
    private final List<Secret> revealed = new CopyOnWriteArrayList<>();

    public RevealedSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    /** This node does not have a secret that a definition names. */
    public static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(SecretReference reference) {
            super(Secrets.missing(reference));
        }
    }

    public String reveal(SecretReference reference) throws Missing {
        Secret secret = secrets.find(reference).orElseThrow(() -> new Missing(reference));
        revealed.add(secret);
        return secret.reveal();
    }

    /** One that comes from elsewhere, such as a token that was fetched. */
    public void knows(Secret secret) {
        revealed.add(secret);
    }

    /** Headers of a definition, with the secrets that they name put in: the result must not be shown. */
    public Map<String, String> reveal(Map<String, String> headers) throws Missing {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            SecretReference reference = SecretReference.parse(header.getValue()).orElse(null);
            all.put(header.getKey(), reference == null ? header.getValue() : reveal(reference));
        }
        return all;
    }

    /** A text without the secrets that were revealed. */
    public String hidden(String text) {
        String shown = text;
        for (Secret secret : revealed) {
            shown = shown.replace(secret.reveal(), secret.toString());
        }
        return shown;
    }
}
