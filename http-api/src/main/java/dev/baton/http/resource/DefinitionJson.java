package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.connector.AgentLimiter;
import dev.baton.actors.connector.AgentLoad;
import dev.baton.actors.connector.health.AgentHealth;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.definition.Problem;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Fault;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Definitions as the API shows them. */
final class DefinitionJson {

    static final DefinitionJson PLAIN = new DefinitionJson(null);

    private final @Nullable Wellbeing wellbeing;

    /** @param wellbeing of what is defined; null if it has none */
    DefinitionJson(@Nullable Wellbeing wellbeing) {
        this.wellbeing = wellbeing;
    }

    /** How agents are doing, and what they are asked at the moment, as this node sees it. */
    record Wellbeing(Circuits circuits, AgentLimiter limiter) {}

    void writeLatest(JsonGenerator out, String tenant, List<DefinitionRow> rows) throws IOException {
        out.writeStartArray();
        for (DefinitionRow row : rows) {
            out.writeStartObject();
            writeHead(out, row);
            writeHealth(out, tenant, row);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    void writeLatest(JsonGenerator out, String tenant, DefinitionRow row) throws IOException {
        out.writeStartObject();
        writeHead(out, row);
        writeHealth(out, tenant, row);
        writeBody(out, row);
        out.writeEndObject();
    }

    private void writeHealth(JsonGenerator out, String tenant, DefinitionRow row) throws IOException {
        if (wellbeing == null) {
            return;
        }
        AgentHealth now = wellbeing.circuits().health(tenant, row.name());
        out.writeObjectFieldStart("health");
        out.writeStringField("state", now.state().code());
        if (now.since() != null) {
            out.writeStringField(
                    "since", now.since().truncatedTo(ChronoUnit.MILLIS).toString());
        }
        out.writeNumberField("failures", now.failures());
        if (now.lastError() != null) {
            out.writeStringField("lastError", now.lastError());
        }
        if (now.nextTry() != null) {
            out.writeStringField(
                    "nextTry", now.nextTry().truncatedTo(ChronoUnit.MILLIS).toString());
        }
        writeLoad(out, wellbeing.limiter().load(tenant, row.name()));
        out.writeEndObject();
    }

    private static void writeLoad(JsonGenerator out, AgentLoad load) throws IOException {
        out.writeNumberField("underWay", load.underWay());
        out.writeNumberField("waiting", load.waiting());
        if (load.nextCall() != null) {
            out.writeStringField(
                    "nextCallIn", load.nextCall().truncatedTo(ChronoUnit.MILLIS).toString());
        }
    }

    /** What lists show. */
    static void writeHead(JsonGenerator out, DefinitionRow row) throws IOException {
        out.writeStringField("name", row.name());
        out.writeNumberField("version", row.version());
        out.writeStringField("digest", row.digest());
        out.writeStringField("appliedAt", row.createdAt().toString());
        out.writeStringField("appliedBy", row.createdBy());
    }

    static void writeList(JsonGenerator out, List<DefinitionRow> rows) throws IOException {
        out.writeStartArray();
        for (DefinitionRow row : rows) {
            out.writeStartObject();
            writeHead(out, row);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static void write(JsonGenerator out, DefinitionRow row) throws IOException {
        out.writeStartObject();
        writeHead(out, row);
        writeBody(out, row);
        out.writeEndObject();
    }

    private static void writeBody(JsonGenerator out, DefinitionRow row) throws IOException {
        out.writeFieldName("definition");
        out.writeRawValue(row.canonical());
        out.writeStringField("source", row.source());
    }

    /** @param version 0 if there are none of its kind */
    static void writeApplied(JsonGenerator out, String kind, String name, int version, String digest, boolean created)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", kind);
        out.writeStringField("name", name);
        if (version > 0) {
            out.writeNumberField("version", version);
        }
        out.writeStringField("digest", digest);
        out.writeBooleanField("created", created);
        out.writeEndObject();
    }

    static void writeProblems(JsonGenerator out, String name, List<Problem> problems) throws IOException {
        out.writeArrayFieldStart(name);
        for (Problem problem : problems) {
            Answers.write(out, Fault.of(problem));
        }
        out.writeEndArray();
    }
}
