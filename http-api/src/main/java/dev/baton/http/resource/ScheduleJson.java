package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.schedule.Fire;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleEvent;
import dev.baton.actors.schedule.ScheduleState;
import dev.baton.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Schedules as the API shows them. */
final class ScheduleJson {

    private ScheduleJson() {}

    /** What lists show: also of those whose definition only newer nodes can read. */
    static void writeHead(JsonGenerator out, ScheduleState state) throws IOException {
        JsonNode spec = Json.stored(state.definition().canonical()).path("spec");
        out.writeStringField("name", state.key().name());
        out.writeStringField("status", status(state));
        out.writeStringField("workflow", spec.path("workflow").asText());
        if (spec.path("version").isInt()) {
            out.writeNumberField("version", spec.path("version").intValue());
        }
        out.writeStringField("digest", state.definition().digest());
        out.writeStringField("createdAt", state.definition().createdAt().toString());
        out.writeStringField("appliedAt", state.definition().at().toString());
        out.writeStringField("appliedBy", state.definition().by().id());
        RunJson.time(out, "nextAt", state.next());
        List<ScheduleState.Ran> recent = state.past().recent();
        RunJson.time(out, "lastAt", recent.isEmpty() ? null : recent.getFirst().scheduledAt());
        ScheduleState.@Nullable Pause pause = state.pause();
        if (pause != null) {
            out.writeObjectFieldStart("paused");
            out.writeStringField("note", pause.note());
            out.writeStringField("at", pause.at().toString());
            out.writeStringField("by", pause.by().id());
            out.writeEndObject();
        }
    }

    private static String status(ScheduleState state) {
        if (state.pause() != null) {
            return "paused";
        }
        return state.next() == null ? "ended" : "active";
    }

    /** @param times at which it fires next */
    static void write(JsonGenerator out, ScheduleState state, List<Instant> times) throws IOException {
        out.writeStartObject();
        writeHead(out, state);
        out.writeArrayFieldStart("nextTimes");
        for (Instant time : times) {
            out.writeString(time.toString());
        }
        out.writeEndArray();
        writeOutstanding(out, state.outstanding());
        writePast(out, state.past());
        out.writeFieldName("definition");
        out.writeRawValue(state.definition().canonical());
        out.writeStringField("source", state.definition().source());
        out.writeEndObject();
    }

    private static void writeOutstanding(JsonGenerator out, ScheduleState.Outstanding due) throws IOException {
        out.writeNumberField("starting", due.starting().size());
        @Nullable Fire waiting = due.waiting();
        RunJson.time(out, "waitingAt", waiting == null ? null : waiting.scheduledAt());
        out.writeArrayFieldStart("backfills");
        for (ScheduleState.Backfill backfill : due.backfills()) {
            out.writeStartObject();
            out.writeStringField("id", backfill.id());
            out.writeNumberField("count", backfill.count());
            out.writeStringField("to", backfill.to().toString());
            RunJson.time(out, "goesOnFrom", backfill.from());
            out.writeStringField("by", backfill.by().id());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writePast(JsonGenerator out, ScheduleState.Past past) throws IOException {
        out.writeArrayFieldStart("recent");
        for (ScheduleState.Ran ran : past.recent()) {
            out.writeStartObject();
            out.writeStringField("scheduledAt", ran.scheduledAt().toString());
            out.writeStringField("cause", word(ran.cause()));
            out.writeStringField("at", ran.at().toString());
            if (ran.runId() != null) {
                out.writeStringField("run", ran.runId());
            }
            if (ran.problem() != null) {
                out.writeStringField("problem", ran.problem());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeObjectFieldStart("counts");
        out.writeNumberField("started", past.started());
        out.writeNumberField("skipped", past.skipped());
        out.writeNumberField("missed", past.missed());
        out.writeNumberField("failed", past.failed());
        out.writeEndObject();
    }

    private static String word(Fire.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    /** The events of one change, newest first. */
    static void writeEvents(JsonGenerator out, ScheduleChange change) throws IOException {
        for (int i = change.events().size() - 1; i >= 0; i--) {
            out.writeStartObject();
            out.writeNumberField("seq", change.firstEvent() + i);
            out.writeStringField("at", change.at().toString());
            RunJson.principal(out, "by", change.by());
            out.writeStringField("cause", change.cause());
            writeEvent(out, change.events().get(i));
            out.writeEndObject();
        }
    }

    private static void writeEvent(JsonGenerator out, ScheduleEvent event) throws IOException {
        switch (event) {
            case ScheduleEvent.Applied applied -> {
                out.writeStringField("type", "applied");
                out.writeStringField("digest", applied.digest());
            }
            case ScheduleEvent.Planned planned -> {
                out.writeStringField("type", "planned");
                RunJson.time(out, "nextAt", planned.next());
            }
            case ScheduleEvent.Paused paused -> note(out, "paused", paused.note());
            case ScheduleEvent.Resumed resumed -> note(out, "resumed", resumed.note());
            case ScheduleEvent.Fired fired -> fire(out, "fired", fired.fire());
            case ScheduleEvent.Buffered buffered -> fire(out, "buffered", buffered.fire());
            case ScheduleEvent.Skipped skipped -> {
                time(out, "skipped", skipped.scheduledAt(), skipped.cause());
                out.writeStringField("problem", skipped.reason());
            }
            case ScheduleEvent.Missed missed -> {
                out.writeStringField("type", "missed");
                out.writeStringField("from", missed.from().toString());
                out.writeStringField("to", missed.to().toString());
                out.writeNumberField("count", missed.count());
                out.writeBooleanField("more", missed.more());
            }
            case ScheduleEvent.Failed failed -> {
                time(out, "failed", failed.scheduledAt(), failed.cause());
                out.writeStringField("problem", failed.code() + ": " + failed.message());
            }
            case ScheduleEvent.Started started -> {
                out.writeStringField("type", "started");
                out.writeStringField("run", started.runId());
                out.writeNumberField("version", started.version());
            }
            case ScheduleEvent.Ended ended -> {
                out.writeStringField("type", "ended");
                out.writeArrayFieldStart("runs");
                for (String run : ended.runIds()) {
                    out.writeString(run);
                }
                out.writeEndArray();
            }
            case ScheduleEvent.BackfillAsked asked -> {
                out.writeStringField("type", "backfill-asked");
                out.writeStringField("id", asked.id());
                out.writeStringField("from", asked.from().toString());
                out.writeStringField("to", asked.to().toString());
                out.writeNumberField("count", asked.count());
            }
            case ScheduleEvent.BackfillAdvanced advanced -> {
                out.writeStringField("type", "backfill-advanced");
                out.writeStringField("id", advanced.id());
                RunJson.time(out, "from", advanced.from());
            }
            case ScheduleEvent.Deleted ignored -> out.writeStringField("type", "deleted");
        }
    }

    private static void note(JsonGenerator out, String type, String note) throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("note", note);
    }

    private static void time(JsonGenerator out, String type, Instant scheduledAt, Fire.Cause cause) throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("scheduledAt", scheduledAt.toString());
        out.writeStringField("why", word(cause));
    }

    private static void fire(JsonGenerator out, String type, Fire fire) throws IOException {
        time(out, type, fire.scheduledAt(), fire.cause());
        out.writeStringField("run", fire.runId());
        out.writeFieldName("input");
        out.writeTree(fire.input());
    }
}
