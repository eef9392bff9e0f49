package dev.baton.actors.definition;

import dev.baton.actors.connector.client.Destination;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.webhook.WebhookDefinition;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a webhook of its document. */
final class WebhookReader {

    private final SourceNode.Mapping document;
    private final SourceNode.Mapping spec;

    private WebhookReader(SourceNode.Mapping document) {
        this.document = document;
        this.spec = Documents.inside(document, "spec");
    }

    /** Null if there are errors; then {@code problems} says which. */
    static @Nullable WebhookDefinition checked(SourceNode.Mapping document, Problems problems) {
        int errorsBefore = problems.errorCount();
        DefinitionSchema.standard().webhook().check(document, "the webhook", problems);
        WebhookReader reader = new WebhookReader(document);
        reader.checkUrl(problems);
        reader.secrets().forEach(node -> SecretNodes.check(node, "webhook.secret", problems));
        if (problems.errorCount() > errorsBefore) {
            return null;
        }
        String canonical = Digests.text(CanonicalJson.bytes(document.json()));
        return trusted(Documents.parse(canonical), canonical);
    }

    /** @throws IllegalArgumentException if {@code document} never was an accepted webhook */
    static WebhookDefinition trusted(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            return new WebhookReader(mapping).read(Digests.sha256(canonical), canonical);
        }
        throw new IllegalArgumentException("not a webhook");
    }

    private WebhookDefinition read(String digest, String canonical) {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        Set<String> events = texts("events");
        Map<String, String> runLabels = new HashMap<>();
        spec.json()
                .path("labels")
                .properties()
                .forEach(label -> runLabels.put(label.getKey(), label.getValue().asText()));
        return new WebhookDefinition(
                Documents.text(metadata, "name"),
                Documents.labels(metadata),
                URI.create(Documents.text(spec, "url")),
                secrets().stream()
                        .map(node -> SecretReference.parse(node.json().asText()))
                        .flatMap(Optional::stream)
                        .toList(),
                events.isEmpty() ? WebhookDefinition.EVENTS_USUAL : events,
                texts("workflows"),
                runLabels,
                texts("include").contains("payloads"),
                spec.json().has("paused") ? spec.json().get("paused").asBoolean() : null,
                digest,
                canonical);
    }

    private Set<String> texts(String key) {
        Set<String> texts = new HashSet<>();
        spec.json().path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private List<SourceNode> secrets() {
        return spec.get("secrets") instanceof SourceNode.Sequence several ? several.items() : List.of();
    }

    private void checkUrl(Problems problems) {
        @Nullable SourceNode url = spec.get("url");
        if (url == null || !url.json().isTextual()) {
            return;
        }
        try {
            Destination.of(URI.create(url.json().textValue()));
        } catch (IllegalArgumentException wrong) {
            problems.error(
                    url,
                    "webhook.url",
                    "The address " + reason(wrong),
                    "Write one such as https://tickets.example.com/baton.");
        }
    }

    /** Without the address itself, which may hold a secret; it stands on the line that is named. */
    private static String reason(IllegalArgumentException wrong) {
        String message = String.valueOf(wrong.getMessage());
        boolean plain = message.startsWith("must ") && !message.contains("\"");
        return plain ? message.split(";", 2)[0] : "is no http or https URL";
    }
}
