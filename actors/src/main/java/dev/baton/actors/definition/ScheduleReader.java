package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.run.Rfc3339;
import dev.baton.actors.schedule.CronMistake;
import dev.baton.actors.schedule.FireTimes;
import dev.baton.actors.schedule.Overlap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a schedule of its document. */
final class ScheduleReader {

    /** All that the input of a schedule can see. */
    static final Set<String> VARIABLES = Set.of("schedule");

    private static final ExpressionPlace INPUT = new ExpressionPlace("", Moment.AFTER, VARIABLES);

    private final DefinitionReading reading;
    private final SourceNode.Mapping document;
    private final SourceNode.Mapping spec;

    private ScheduleReader(DefinitionReading reading, SourceNode.Mapping document) {
        this.reading = reading;
        this.document = document;
        this.spec = Documents.inside(document, "spec");
    }

    /** Null if there are errors; then {@code problems} says which. */
    static @Nullable ScheduleDefinition checked(
            SourceNode.Mapping document, ChildWorkflows workflows, Problems problems) {
        int errorsBefore = problems.errorCount();
        DefinitionSchema.standard().schedule().check(document, "the schedule", problems);
        new ScheduleReader(DefinitionReading.checked(problems), document).check(workflows);
        if (problems.errorCount() > errorsBefore) {
            return null;
        }
        String canonical = Digests.text(CanonicalJson.bytes(document.json()));
        return trusted(Documents.parse(canonical), canonical);
    }

    /** @throws IllegalArgumentException if {@code document} never was an accepted schedule */
    static ScheduleDefinition trusted(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            try {
                return new ScheduleReader(DefinitionReading.trusted(), mapping)
                        .read(Digests.sha256(canonical), canonical);
            } catch (CronMistake | DateTimeException mistake) {
                throw new IllegalArgumentException("not a schedule", mistake);
            }
        }
        throw new IllegalArgumentException("not a schedule");
    }

    private ScheduleDefinition read(String digest, String canonical) throws CronMistake {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        JsonNode json = spec.json();
        List<String> crons = new ArrayList<>();
        crons().forEach(cron -> crons.add(cron.json().textValue()));
        @Nullable SourceNode input = spec.get("input");
        return new ScheduleDefinition(
                Documents.text(metadata, "name"),
                Documents.text(metadata, "description"),
                Documents.labels(metadata),
                Documents.text(spec, "workflow"),
                json.has("version") ? json.get("version").asInt() : null,
                input == null
                        ? Templates.Literal.of(JsonNodeFactory.instance.objectNode())
                        : reading.expressions().template(input, INPUT),
                FireTimes.of(
                        crons,
                        duration("every"),
                        json.has("timeZone") ? ZoneId.of(Documents.text(spec, "timeZone")) : ZoneOffset.UTC,
                        time("startAt"),
                        time("endAt")),
                Objects.requireNonNullElse(duration("jitter"), Duration.ZERO),
                Overlap.of(Documents.text(spec, "overlap")),
                Objects.requireNonNullElse(duration("catchUp"), ScheduleDefinition.CATCH_UP_USUAL),
                digest,
                canonical);
    }

    private List<SourceNode> crons() {
        return switch (spec.get("cron")) {
            case SourceNode.Sequence several -> several.items();
            case SourceNode.Scalar one -> List.of(one);
            case null, default -> List.of();
        };
    }

    private @Nullable Duration duration(String key) {
        @Nullable SourceNode node = spec.get(key);
        return node == null ? null : Durations.read(node, reading.problems());
    }

    private @Nullable Instant time(String key) {
        return spec.json().path(key).isTextual()
                ? Rfc3339.parse(spec.json().get(key).textValue())
                : null;
    }

    // What the schema cannot say

    private void check(ChildWorkflows workflows) {
        boolean cronsFit = checkCrons();
        boolean zoneFits = checkZone();
        boolean startFits = checkTime("startAt");
        boolean endFits = checkTime("endAt");
        boolean intervalFits = checkEvery();
        @Nullable SourceNode input = spec.get("input");
        if (input != null) {
            reading.expressions().template(input, INPUT);
            new OnlyVariables(VARIABLES).check(reading);
        }
        @Nullable SourceNode workflow = spec.get("workflow");
        if (workflow != null && workflow.json().isTextual()) {
            workflows.check(new ChildWorkflows.Use(workflow, spec.get("version"), input), reading.problems());
        }
        if (cronsFit && zoneFits && startFits && endFits && intervalFits) {
            checkThatItFires();
        }
    }

    private boolean checkCrons() {
        boolean sound = true;
        for (SourceNode cron : crons()) {
            if (!cron.json().isTextual()) {
                sound = false;
                continue;
            }
            try {
                FireTimes.check(cron.json().textValue());
            } catch (CronMistake mistake) {
                sound = false;
                error(
                        cron,
                        "schedule.cron",
                        "The cron expression '" + cron.json().textValue() + "' " + mistake.what(),
                        "For example: \"0 2 * * MON-FRI\" is 02:00 from Monday to Friday.");
            }
        }
        return sound;
    }

    private boolean checkZone() {
        @Nullable SourceNode zone = spec.get("timeZone");
        if (zone == null || !zone.json().isTextual()) {
            return zone == null;
        }
        String name = zone.json().textValue();
        if (name.equals("UTC")
                || (name.contains("/") && ZoneId.getAvailableZoneIds().contains(name))) {
            return true;
        }
        error(
                zone,
                "schedule.time-zone",
                "There is no time zone '" + name + "'",
                "Name it as the IANA database does, such as Europe/Berlin or America/New_York, or UTC.");
        return false;
    }

    private boolean checkTime(String key) {
        @Nullable SourceNode node = spec.get(key);
        if (node == null || !node.json().isTextual()) {
            return node == null;
        }
        try {
            Rfc3339.parse(node.json().textValue());
            return true;
        } catch (DateTimeException refused) {
            error(
                    node,
                    "value.format",
                    "'" + node.json().textValue() + "' is not an RFC 3339 time",
                    "For example: 2026-01-31T02:00:00Z or 2026-01-31T02:00:00+01:00.");
            return false;
        }
    }

    private boolean checkEvery() {
        @Nullable SourceNode every = spec.get("every");
        @Nullable Duration duration = duration("every");
        if (every != null && duration != null && !duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
            error(every, "value.range", "The interval must be in whole seconds", "For example: PT15M.");
            return false;
        }
        if (every == null && crons().isEmpty()) {
            error(spec, "schedule.no-times", "Nothing says when the schedule fires", "Add 'cron' or 'every'.");
        }
        return every == null ? !crons().isEmpty() : duration != null;
    }

    private void checkThatItFires() {
        try {
            @Nullable Instant start = time("startAt");
            Instant before = start == null ? Instant.EPOCH : start.minusNanos(1);
            if (read("", "").times().after(before).isEmpty()) {
                error(
                        spec,
                        "schedule.never",
                        "The schedule never fires: it ends before its first time",
                        "Correct 'endAt'.");
            }
        } catch (CronMistake | DateTimeException wrong) {
            throw new IllegalStateException("it was checked before", wrong);
        }
    }

    private void error(SourceNode at, String code, String message, String hint) {
        reading.problems().error(at, code, message, hint);
    }
}
