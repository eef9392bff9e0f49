package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes an agent of its document. */
final class AgentReader {

    private final DefinitionReading reading;
    private final SourceNode.Mapping document;

    private AgentReader(DefinitionReading reading, SourceNode.Mapping document) {
        this.reading = reading;
        this.document = document;
    }

    /** Null if there are errors; then {@code problems} says which. */
    static @Nullable AgentDefinition checked(SourceNode.Mapping document, Problems problems) {
        int errorsBefore = problems.errorCount();
        DefinitionSchema.standard().agent().check(document, "the agent", problems);
        AgentReader reader = new AgentReader(DefinitionReading.checked(problems), document);
        reader.checkMeaning(reader.read("", ""));
        if (problems.errorCount() > errorsBefore) {
            return null;
        }
        String canonical = Digests.text(CanonicalJson.bytes(document.json()));
        return trusted(Documents.parse(canonical), canonical);
    }

    static AgentDefinition trusted(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            return new AgentReader(DefinitionReading.trusted(), mapping).read(Digests.sha256(canonical), canonical);
        }
        throw new IllegalArgumentException("not an agent");
    }

    private AgentDefinition read(String digest, String canonical) {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        SourceNode.Mapping spec = Documents.inside(document, "spec");
        return new AgentDefinition(
                Documents.text(metadata, "name"),
                Documents.text(metadata, "owner"),
                Documents.text(spec, "mandate"),
                Documents.labels(metadata),
                connector(Documents.inside(spec, "connector")),
                reading.jsonSchema(spec.get("input")),
                reading.jsonSchema(spec.get("output")),
                limits(Documents.inside(spec, "limits"), connector(Documents.inside(spec, "connector"))),
                new AgentCareReader(reading, spec).circuit(),
                spec.json().path("fallback").textValue(),
                new AgentCareReader(reading, spec).health(),
                digest,
                canonical);
    }

    private static AgentDefinition.Connector connector(SourceNode.Mapping connector) {
        for (Map.Entry<String, JsonNode> kind : connector.json().properties()) {
            return new AgentDefinition.Connector(kind.getKey(), kind.getValue());
        }
        return new AgentDefinition.Connector("", MissingNode.getInstance());
    }

    private AgentDefinition.Limits limits(SourceNode.Mapping limits, AgentDefinition.Connector connector) {
        AgentDefinition.Limits standard = switch (connector.kind()) {
            case "human" -> AgentDefinition.Limits.OF_PEOPLE;
            case "llm" -> AgentDefinition.Limits.OF_MODELS;
            default -> AgentDefinition.Limits.DEFAULT;
        };
        SourceNode timeoutNode = limits.get("timeout");
        Duration timeout = timeoutNode == null ? null : Durations.read(timeoutNode, reading.problems());
        return new AgentDefinition.Limits(
                limits.json().path("concurrency").asInt(standard.concurrency()),
                timeout == null ? standard.timeout() : timeout,
                rate(Documents.inside(limits, "rate")));
    }

    private AgentDefinition.@Nullable Rate rate(SourceNode.Mapping rate) {
        SourceNode perNode = rate.get("per");
        Duration per = perNode == null ? null : Durations.read(perNode, reading.problems());
        int calls = rate.json().path("calls").asInt();
        if (perNode == null || per == null || calls < 1) {
            return null;
        }
        if (per.compareTo(AgentDefinition.Rate.PER_MAX) > 0) {
            reading.problems()
                    .error(
                            perNode,
                            "agent.rate-span",
                            "A rate is about a day at most",
                            "Say how many calls an hour (PT1H) or a day (P1D).");
        }
        int burst = rate.json().path("burst").asInt(AgentDefinition.Rate.BURST_DEFAULT);
        SourceNode burstNode = rate.get("burst");
        if (burstNode != null && burst > calls) {
            reading.problems()
                    .error(
                            burstNode,
                            "agent.rate-burst",
                            "More calls at once than there may be in the whole span of time",
                            "Make 'burst' at most " + calls + ", the number of 'calls'.");
        }
        return new AgentDefinition.Rate(calls, per, burst);
    }

    private void checkMeaning(AgentDefinition agent) {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        SourceNode.Mapping spec = Documents.inside(document, "spec");
        if (agent.owner().isEmpty() && metadata.get("owner") == null) {
            reading.problems()
                    .warning(
                            metadata,
                            "agent.no-owner",
                            "Nobody is named who answers for the agent",
                            "Add 'owner' to the metadata.");
        }
        if (agent.mandate().isEmpty() && spec.get("mandate") == null) {
            reading.problems()
                    .warning(
                            spec,
                            "agent.no-mandate",
                            "It is not said what the agent may do",
                            "Add 'mandate': one sentence.");
        }
        new AgentCareReader(reading, spec).check(agent);
        checkExpressions(Documents.inside(spec, "connector"), agent.connector().kind());
        LlmCheck.check(Documents.inside(spec, "connector"), reading.problems());
    }

    private void checkExpressions(SourceNode.Mapping connector, String kind) {
        Set<String> templates = ConnectorKinds.ALL.stream()
                .filter(known -> known.key().equals(kind))
                .findFirst()
                .map(ConnectorKind::templates)
                .orElse(Set.of());
        ExpressionPlace anywhere = new ExpressionPlace("", Moment.AFTER, Set.of());
        for (String key : templates) {
            SourceNode template = Documents.inside(connector, kind).get(key);
            if (template != null) {
                reading.expressions().template(template, anywhere);
            }
        }
        HttpCheck.check(connector, reading);
        new ReferenceCheck(List.of(), Set.of(), null, reading.memory(), reading.problems())
                .check(reading.expressions().uses());
    }
}
