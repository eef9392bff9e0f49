package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.bulk.BulkRequest;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.bulk.Confirmation;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.RunFilter;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a request for a bulk operation says.
 *
 * @param verb null if the body is refused
 * @param migrateTo version of the workflow; 0 unless the verb is to migrate, whose digest is not known yet
 * @param digest of all that makes one request the same as another
 */
record BulkBody(
        @Nullable BulkVerb verb,
        RunFilter filter,
        int migrateTo,
        int runsPerSecond,
        boolean dryRun,
        @Nullable Confirmation confirmation,
        String digest,
        Optional<Refusal> refusal) {

    private static final List<String> VERBS =
            List.of("pause", "resume", "cancel", "terminate", "retry", "signal", "migrate");
    private static final int CONFIRM_CHARS_MAX = 64;
    private static final int VERB_CHARS_MAX = 16;

    static BulkBody read(JsonNode body) {
        Fields fields = Fields.of(body);
        String word = fields.requiredText("verb", VERB_CHARS_MAX);
        RunFilter filter = filter(body, fields);
        int migrateTo = word.equals("migrate") ? version(body, fields, filter) : 0;
        @Nullable BulkVerb verb = verb(word, body, fields, migrateTo);
        if (verb == null && !word.isEmpty()) {
            fields.fault("verb", "out-of-range", "must be one of " + String.join(", ", VERBS));
        }
        @Nullable Integer rate = fields.integer("runsPerSecond", 1, BulkRequest.RUNS_PER_SECOND_MAX);
        boolean dryRun = Boolean.TRUE.equals(fields.flag("dryRun"));
        @Nullable String confirm = fields.text("confirm", CONFIRM_CHARS_MAX);
        Optional<Confirmation> confirmation = confirm == null ? Optional.empty() : Confirmation.read(confirm);
        if (confirm != null && confirmation.isEmpty()) {
            fields.fault("confirm", "out-of-range", "must be the 'confirm' of a preview");
        }
        return new BulkBody(
                verb,
                filter,
                migrateTo,
                Objects.requireNonNullElse(rate, BulkRequest.RUNS_PER_SECOND_USUAL),
                dryRun,
                confirmation.orElse(null),
                digest(body),
                fields.refusal());
    }

    private static RunFilter filter(JsonNode body, Fields fields) {
        @Nullable Fields inner = fields.object("filter");
        if (inner == null) {
            if (!body.hasNonNull("filter")) {
                fields.fault("filter", "missing-field", "is required");
            }
            return RunFilter.ALL;
        }
        RunFilter filter = RunFilters.of(inner);
        fields.include("filter", inner);
        if (filter.equals(RunFilter.ALL)) {
            fields.fault("filter", "out-of-range", "must say which runs are meant: at least one field");
        }
        return filter;
    }

    private static int version(JsonNode body, Fields fields, RunFilter filter) {
        @Nullable Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
        if (!body.hasNonNull("version")) {
            fields.fault("version", "missing-field", "is required: the version that the runs go on with");
        }
        if (filter.workflow() == null) {
            fields.fault("filter/workflow", "missing-field", "is required: versions are those of one workflow");
        }
        return Objects.requireNonNullElse(version, 1);
    }

    private static @Nullable BulkVerb verb(String word, JsonNode body, Fields fields, int migrateTo) {
        return switch (word) {
            case "pause" -> new BulkVerb.Pause(reason(fields));
            case "resume" -> new BulkVerb.Resume();
            case "cancel" -> new BulkVerb.Cancel(reason(fields));
            case "terminate" -> new BulkVerb.Terminate(reason(fields));
            case "retry" -> new BulkVerb.Retry(reason(fields));
            case "signal" -> signal(body, fields);
            case "migrate" -> new BulkVerb.Migrate(migrateTo, "", reason(fields));
            default -> null;
        };
    }

    private static @Nullable String reason(Fields fields) {
        return fields.text("reason", RunRoutes.REASON_CHARS_MAX);
    }

    private static BulkVerb signal(JsonNode body, Fields fields) {
        @Nullable Fields signal = fields.object("signal");
        if (signal == null) {
            if (!body.hasNonNull("signal")) {
                fields.fault("signal", "missing-field", "is required: the signal that the runs get");
            }
            return new BulkVerb.Signal("", NullNode.getInstance());
        }
        String name = signal.requiredText("name", Names.CHARS_MAX);
        @Nullable JsonNode payload = signal.json("payload");
        if (!name.isEmpty() && !Names.isOne(name)) {
            signal.fault("name", "out-of-range", "must " + Names.RULE);
        }
        if (payload != null && payload.toString().length() > BulkVerb.Signal.PAYLOAD_CHARS_MAX) {
            signal.fault(
                    "payload",
                    "out-of-range",
                    "must have at most " + BulkVerb.Signal.PAYLOAD_CHARS_MAX + " characters of JSON");
        }
        fields.include("signal", signal);
        return new BulkVerb.Signal(name, payload == null ? NullNode.getInstance() : payload);
    }

    /** How fast, and whether it was looked at before, make no other request of it. */
    private static String digest(JsonNode body) {
        JsonNode asked = body.deepCopy();
        if (asked instanceof ObjectNode object) {
            object.remove(List.of("dryRun", "confirm", "runsPerSecond"));
        }
        return CanonicalJson.digest(asked);
    }
}
