package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkEvent;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.bulk.RunResult;
import dev.baton.actors.bulkwork.BulkOperations;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.port.RunIndexRow;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bulk operations as the API shows them. */
final class BulkJson {

    private BulkJson() {}

    static void write(JsonGenerator out, BulkOperations.Wanted wanted, BulkOperations.Preview preview)
            throws IOException {
        out.writeStartObject();
        out.writeBooleanField("dryRun", true);
        write(out, wanted.verb());
        write(out, preview.filter());
        out.writeNumberField("count", preview.count());
        write(out, "byStatus", new TreeMap<>(preview.counts()));
        out.writeArrayFieldStart("sample");
        for (RunIndexRow row : preview.sample()) {
            RunJson.write(out, row);
        }
        out.writeEndArray();
        if (preview.confirmation() != null) {
            out.writeStringField("confirm", preview.confirmation().text());
            RunJson.time(out, "confirmUntil", preview.confirmation().at().plus(BulkOperations.CONFIRM_WITHIN));
        }
        out.writeEndObject();
    }

    static void write(JsonGenerator out, BulkState state) throws IOException {
        BulkState.Asked asked = state.wanted();
        BulkState.Progress progress = state.progress();
        out.writeStartObject();
        out.writeStringField("id", state.key().id());
        out.writeStringField("status", word(state.status()));
        write(out, asked.request().verb());
        write(out, asked.request().filter());
        out.writeNumberField("count", asked.request().count());
        out.writeNumberField("runsPerSecond", asked.request().runsPerSecond());
        RunJson.time(out, "askedAt", asked.at());
        RunJson.principal(out, "askedBy", asked.by());
        out.writeNumberField("taken", progress.taken());
        out.writeNumberField("outstanding", state.outstanding().size());
        out.writeNumberField("done", progress.done());
        out.writeNumberField("unchanged", progress.unchanged());
        write(out, "refused", progress.refused());
        write(out, "failed", progress.failed());
        out.writeArrayFieldStart("problems");
        for (RunResult problem : state.problems()) {
            write(out, problem);
        }
        out.writeEndArray();
        stop(out, state.stop());
        if (state.end() != null) {
            RunJson.time(out, "endedAt", state.end().at());
            out.writeBooleanField("more", state.end().more());
        }
        out.writeEndObject();
    }

    private static void stop(JsonGenerator out, BulkState.@Nullable Stop stop) throws IOException {
        if (stop != null) {
            out.writeObjectFieldStart("stopped");
            RunJson.time(out, "at", stop.at());
            RunJson.principal(out, "by", stop.by());
            text(out, "reason", stop.reason());
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, BulkVerb verb) throws IOException {
        out.writeStringField("verb", verb.word());
        switch (verb) {
            case BulkVerb.Pause pause -> text(out, "reason", pause.reason());
            case BulkVerb.Resume ignored -> {}
            case BulkVerb.Cancel cancel -> text(out, "reason", cancel.reason());
            case BulkVerb.Terminate terminate -> text(out, "reason", terminate.reason());
            case BulkVerb.Retry retry -> text(out, "reason", retry.reason());
            case BulkVerb.Signal signal -> {
                out.writeObjectFieldStart("signal");
                out.writeStringField("name", signal.name());
                RunJson.json(out, "payload", signal.payload());
                out.writeEndObject();
            }
            case BulkVerb.Migrate migrate -> {
                out.writeNumberField("version", migrate.version());
                text(out, "reason", migrate.reason());
            }
        }
    }

    private static void write(JsonGenerator out, RunFilter filter) throws IOException {
        out.writeObjectFieldStart("filter");
        out.writeArrayFieldStart("status");
        for (String status : filter.statuses()) {
            out.writeString(status);
        }
        out.writeEndArray();
        text(out, "workflow", filter.workflow());
        if (filter.version() != null) {
            out.writeNumberField("version", filter.version());
        }
        if (!filter.labels().isEmpty()) {
            out.writeObjectFieldStart("labels");
            for (Map.Entry<String, String> label : filter.labels().entrySet()) {
                out.writeStringField(label.getKey(), label.getValue());
            }
            out.writeEndObject();
        }
        text(out, "parent", filter.parent());
        text(out, "root", filter.root());
        text(out, "errorKind", filter.errorKind());
        RunJson.time(out, "startedAfter", filter.startedAfter());
        RunJson.time(out, "startedBefore", filter.startedBefore());
        out.writeEndObject();
    }

    /** The events of one change, newest first. */
    static void writeEvents(JsonGenerator out, BulkChange change) throws IOException {
        List<BulkEvent> events = change.events();
        for (int i = events.size() - 1; i >= 0; i--) {
            out.writeStartObject();
            out.writeNumberField("seq", change.firstEvent() + i);
            out.writeStringField("at", change.at().toString());
            RunJson.principal(out, "by", change.by());
            out.writeStringField("cause", change.cause());
            write(out, events.get(i));
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, BulkEvent event) throws IOException {
        switch (event) {
            case BulkEvent.Asked asked -> {
                out.writeStringField("type", "asked");
                out.writeNumberField("count", asked.request().count());
            }
            case BulkEvent.Taken taken -> {
                out.writeStringField("type", "taken");
                out.writeArrayFieldStart("runs");
                for (String run : taken.runs()) {
                    out.writeString(run);
                }
                out.writeEndArray();
            }
            case BulkEvent.Told told -> {
                out.writeStringField("type", "told");
                out.writeArrayFieldStart("results");
                for (RunResult result : told.results()) {
                    write(out, result);
                }
                out.writeEndArray();
            }
            case BulkEvent.Stopped stopped -> {
                out.writeStringField("type", "stopped");
                text(out, "reason", stopped.reason());
            }
            case BulkEvent.Completed completed -> {
                out.writeStringField("type", "completed");
                out.writeBooleanField("more", completed.more());
            }
        }
    }

    private static void write(JsonGenerator out, RunResult result) throws IOException {
        out.writeStartObject();
        out.writeStringField("run", result.run());
        out.writeStringField("result", word(result.kind()));
        text(out, "code", result.code());
        text(out, "message", result.message());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, Map<String, Long> counts) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.writeNumberField(count.getKey(), count.getValue());
        }
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
