package dev.baton.actors.trigger;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Template;
import dev.baton.actors.port.SecretReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event from outside does; immutable.
 *
 * @param secrets any of them may have signed
 * @param deliveryId by which a repeated event is known; null for what the scheme says
 * @param filter events for which it is false do nothing; null for none
 * @param digest SHA-256 of the canonical JSON
 * @param canonical the whole document
 */
public record TriggerDefinition(
        String name,
        Map<String, String> labels,
        SignatureScheme scheme,
        List<SecretReference> secrets,
        @Nullable Template deliveryId,
        @Nullable Expression filter,
        Action action,
        String digest,
        String canonical) {

    public TriggerDefinition {
        labels = Map.copyOf(labels);
        secrets = List.copyOf(secrets);
    }

    /** What is done. */
    public sealed interface Action {

        /** @param version null for the latest */
        record Start(String workflow, @Nullable Integer version, Template input) implements Action {}

        /** @param run gives the id of the run */
        record Signal(Template run, String name, Template payload) implements Action {}
    }
}
