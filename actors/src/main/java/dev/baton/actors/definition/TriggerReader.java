package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.port.SecretReference;
import dev.baton.actors.trigger.SignatureScheme;
import dev.baton.actors.trigger.SignatureScheme.Algorithm;
import dev.baton.actors.trigger.SignatureScheme.Encoding;
import dev.baton.actors.trigger.TriggerDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a trigger of its document. */
final class TriggerReader {

    /** All that the expressions of a trigger can see. */
    private static final Set<String> VARIABLES = Set.of("event");

    private static final ExpressionPlace PLACE = new ExpressionPlace("", Moment.AFTER, VARIABLES);
    private static final String EVERYTHING = "${ event.body }";

    private final DefinitionReading reading;
    private final SourceNode.Mapping document;
    private final SourceNode.Mapping spec;
    private final SourceNode.Mapping webhook;

    private TriggerReader(DefinitionReading reading, SourceNode.Mapping document) {
        this.reading = reading;
        this.document = document;
        this.spec = Documents.inside(document, "spec");
        this.webhook = Documents.inside(spec, "webhook");
    }

    /** Null if there are errors; then {@code problems} says which. */
    static @Nullable TriggerDefinition checked(
            SourceNode.Mapping document, ChildWorkflows workflows, Problems problems) {
        int errorsBefore = problems.errorCount();
        DefinitionSchema.standard().trigger().check(document, "the trigger", problems);
        TriggerReader reader = new TriggerReader(DefinitionReading.checked(problems), document);
        reader.check(workflows);
        if (problems.errorCount() > errorsBefore) {
            return null;
        }
        String canonical = Digests.text(CanonicalJson.bytes(document.json()));
        return trusted(Documents.parse(canonical), canonical);
    }

    /** @throws IllegalArgumentException if {@code document} never was an accepted trigger */
    static TriggerDefinition trusted(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            return new TriggerReader(DefinitionReading.trusted(), mapping).read(Digests.sha256(canonical), canonical);
        }
        throw new IllegalArgumentException("not a trigger");
    }

    private TriggerDefinition read(String digest, String canonical) {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        @Nullable SourceNode filter = spec.get("filter");
        return new TriggerDefinition(
                Documents.text(metadata, "name"),
                Documents.labels(metadata),
                scheme(),
                secrets().stream()
                        .map(node -> SecretReference.parse(node.json().asText()))
                        .flatMap(Optional::stream)
                        .toList(),
                template(webhook.get("deliveryId")),
                filter == null ? null : reading.expressions().expression(filter, ResultType.BOOL, PLACE),
                action(),
                digest,
                canonical);
    }

    private SignatureScheme scheme() {
        @Nullable SourceNode signature = webhook.get("signature");
        Duration tolerance = tolerance();
        if (signature instanceof SourceNode.Mapping custom) {
            JsonNode hmac = custom.json().path("hmac");
            return new SignatureScheme.Hmac(
                    hmac.path("header").asText(),
                    Algorithm.valueOf(hmac.path("algorithm").asText("sha256").toUpperCase(Locale.ROOT)),
                    Encoding.valueOf(hmac.path("encoding").asText("hex").toUpperCase(Locale.ROOT)),
                    hmac.path("prefix").asText(""));
        }
        return switch (signature == null ? "" : signature.json().asText()) {
            case "github" -> new SignatureScheme.GitHub();
            case "slack" -> new SignatureScheme.Slack(tolerance);
            default -> new SignatureScheme.StandardWebhooks(tolerance);
        };
    }

    private Duration tolerance() {
        @Nullable SourceNode node = webhook.get("tolerance");
        @Nullable Duration given = node == null ? null : Durations.read(node, reading.problems());
        return given == null ? SignatureScheme.TOLERANCE_USUAL : given;
    }

    private List<SourceNode> secrets() {
        return webhook.get("secrets") instanceof SourceNode.Sequence several ? several.items() : List.of();
    }

    private @Nullable Template template(@Nullable SourceNode node) {
        return node == null ? null : reading.expressions().template(node, PLACE);
    }

    private Template orEverything(@Nullable Template template) {
        return template == null
                ? reading.expressions().template(SourceNode.of(TextNode.valueOf(EVERYTHING)), PLACE)
                : template;
    }

    private TriggerDefinition.Action action() {
        if (spec.get("signal") != null) {
            SourceNode.Mapping signal = Documents.inside(spec, "signal");
            return new TriggerDefinition.Action.Signal(
                    orEverything(template(signal.get("run"))),
                    Documents.text(signal, "name"),
                    orEverything(template(signal.get("payload"))));
        }
        SourceNode.Mapping start = Documents.inside(spec, "start");
        return new TriggerDefinition.Action.Start(
                Documents.text(start, "workflow"),
                start.json().has("version") ? start.json().get("version").asInt() : null,
                orEverything(template(start.get("input"))));
    }

    // What the schema cannot say

    private void check(ChildWorkflows workflows) {
        secrets().forEach(node -> SecretNodes.check(node, "trigger.secret", reading.problems()));
        if ((spec.get("start") == null) == (spec.get("signal") == null)) {
            error(
                    spec,
                    "trigger.action",
                    "It does not say what the event does",
                    "Give exactly one of 'start' and 'signal'.");
        }
        if (webhook.get("signature") instanceof SourceNode.Mapping && webhook.get("deliveryId") == null) {
            error(
                    webhook,
                    "trigger.delivery",
                    "It does not say by what a repeated event is known",
                    "Add 'deliveryId', such as \"${ event.headers['x-delivery-id'] }\".");
        }
        templatesAndFilter();
        new OnlyVariables(VARIABLES).check(reading);
        SourceNode.Mapping start = Documents.inside(spec, "start");
        @Nullable SourceNode workflow = start.get("workflow");
        if (workflow != null && workflow.json().isTextual()) {
            workflows.check(
                    new ChildWorkflows.Use(workflow, start.get("version"), start.get("input")), reading.problems());
        }
    }

    private void templatesAndFilter() {
        tolerance();
        template(webhook.get("deliveryId"));
        @Nullable SourceNode filter = spec.get("filter");
        if (filter != null) {
            reading.expressions().expression(filter, ResultType.BOOL, PLACE);
        }
        for (String key : List.of("run", "payload")) {
            template(Documents.inside(spec, "signal").get(key));
        }
        template(Documents.inside(spec, "start").get("input"));
    }

    private void error(SourceNode at, String code, String message, String hint) {
        reading.problems().error(at, code, message, hint);
    }
}
