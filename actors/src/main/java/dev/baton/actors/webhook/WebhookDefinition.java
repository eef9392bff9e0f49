package dev.baton.actors.webhook;

import dev.baton.actors.port.SecretReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of runs go where; immutable.
 *
 * @param labels of the webhook itself
 * @param secrets each of them signs
 * @param events types of events
 * @param workflows of the runs; empty for all
 * @param runLabels that the runs must have
 * @param payloads whether contents go along
 * @param paused null to leave it as it is
 * @param digest SHA-256 of the canonical JSON
 * @param canonical the whole document
 */
public record WebhookDefinition(
        String name,
        Map<String, String> labels,
        URI url,
        List<SecretReference> secrets,
        Set<String> events,
        Set<String> workflows,
        Map<String, String> runLabels,
        boolean payloads,
        @Nullable Boolean paused,
        String digest,
        String canonical) {

    /** If the definition names none: what people wait for. */
    public static final Set<String> EVENTS_USUAL = Set.of(
            "run-completed",
            "run-failed",
            "run-cancelled",
            "run-terminated",
            "run-compensated",
            "approval-requested",
            "incident-raised");

    public WebhookDefinition {
        labels = Map.copyOf(labels);
        secrets = List.copyOf(secrets);
        events = Set.copyOf(events);
        workflows = Set.copyOf(workflows);
        runLabels = Map.copyOf(runLabels);
    }

    /** Whether the runs of this workflow with these labels are meant. */
    public boolean means(String workflow, Map<String, String> labelsOfRun) {
        return (workflows.isEmpty() || workflows.contains(workflow))
                && labelsOfRun.entrySet().containsAll(runLabels.entrySet());
    }
}
