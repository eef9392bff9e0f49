package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.run.MemoryScope;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The shared memory of a run as the API shows it. */
final class MemoryJson {

    private MemoryJson() {}

    /** Which version each scope is at, and who wrote it; nothing if the run has no memory. */
    static void summary(JsonGenerator out, RunState state) throws IOException {
        if (state.memory().isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("memory");
        for (Map.Entry<String, MemoryScope> scope : new TreeMap<>(state.memory()).entrySet()) {
            out.writeObjectFieldStart(scope.getKey());
            out.writeNumberField("version", scope.getValue().version());
            write(out, scope.getValue().writes().getLast());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /** With values, and the latest writes of each. */
    static void whole(JsonGenerator out, RunState state) throws IOException {
        out.writeStartObject();
        out.writeStringField("run", state.started().runId());
        out.writeObjectFieldStart("memory");
        for (Map.Entry<String, MemoryScope> entry : new TreeMap<>(state.memory()).entrySet()) {
            MemoryScope scope = entry.getValue();
            out.writeObjectFieldStart(entry.getKey());
            out.writeNumberField("version", scope.version());
            RunJson.payload(out, "value", scope.value());
            out.writeArrayFieldStart("writes");
            for (MemoryScope.Write write : scope.writes().reversed()) {
                out.writeStartObject();
                out.writeNumberField("version", write.version());
                write(out, write);
                RunJson.principal(out, "by", write.by());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, MemoryScope.Write write) throws IOException {
        out.writeStringField("path", write.path());
        out.writeBooleanField("merged", write.merged());
        RunJson.time(out, "at", write.at());
    }

    static void read(JsonGenerator out, RunEvent.MemoryRead e) throws IOException {
        out.writeStringField("path", e.path());
        out.writeObjectFieldStart("versions");
        for (Map.Entry<String, Integer> version : e.versions().entrySet()) {
            out.writeNumberField(version.getKey(), version.getValue());
        }
        out.writeEndObject();
    }

    static void written(JsonGenerator out, RunEvent.MemoryWritten e) throws IOException {
        out.writeStringField("scope", e.scope());
        out.writeStringField("path", e.path());
        out.writeNumberField("from", e.from());
        out.writeNumberField("version", e.version());
        if (e.read() != null) {
            out.writeNumberField("read", e.read());
        }
        out.writeBooleanField("merged", e.merged());
        EventJson.value(out, "value", e.value());
    }
}
