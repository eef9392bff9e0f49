package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.WorkflowPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a workflow of its document. */
final class WorkflowReader {

    /** The workflow's own output stands outside of all steps, when they have ended. */
    private static final ExpressionPlace OUTPUT = new ExpressionPlace("", Moment.AFTER, Set.of());

    private final DefinitionReading reading;
    private final SourceNode.Mapping document;

    private WorkflowReader(DefinitionReading reading, SourceNode.Mapping document) {
        this.reading = reading;
        this.document = document;
    }

    /**
     * Null if there are errors; then {@code problems} says which. What is returned comes from the canonical form, not
     * from the text: the order of keys is that of a restored definition, so that a run decides the same after a restart.
     */
    static @Nullable WorkflowDefinition checked(
            SourceNode.Mapping document, AgentNames agents, ChildWorkflows workflows, Problems problems) {
        int errorsBefore = problems.errorCount();
        DefinitionSchema.standard().workflow().check(document, "the workflow", problems);
        new WorkflowReader(DefinitionReading.checked(problems), document).read(agents, workflows);
        if (problems.errorCount() > errorsBefore) {
            return null;
        }
        String canonical = Digests.text(CanonicalJson.bytes(document.json()));
        return trusted(Documents.parse(canonical), canonical);
    }

    /** @throws IllegalArgumentException if {@code document} never was an accepted workflow */
    static WorkflowDefinition trusted(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            return new WorkflowReader(DefinitionReading.trusted(), mapping)
                    .read(AgentNames.ANY, ChildWorkflows.ANY)
                    .definition(Digests.sha256(canonical), canonical);
        }
        throw new IllegalArgumentException("not a workflow");
    }

    /** As {@link #trusted}. @throws IllegalArgumentException also if there is something in it that this version does not know */
    static WorkflowDefinition stored(SourceNode document, String canonical) {
        if (document instanceof SourceNode.Mapping mapping) {
            DefinitionReading reading = DefinitionReading.stored();
            DefinitionSchema.standard().workflow().check(mapping, "the workflow", reading.problems());
            Content content = new WorkflowReader(reading, mapping).read(AgentNames.ANY, ChildWorkflows.ANY);
            NewerForm.refuse(reading.problems());
            return content.definition(Digests.sha256(canonical), canonical);
        }
        throw new IllegalArgumentException("not a workflow");
    }

    private Content read(AgentNames agents, ChildWorkflows workflows) {
        SourceNode.Mapping metadata = Documents.inside(document, "metadata");
        SourceNode.Mapping spec = Documents.inside(document, "spec");
        reading.memory().scopes(spec.get("memory"));
        Outline outline = new Outline("", Pattern.Inside.IN_ORDER);
        Outline.Group list = new Outline.Group("do");
        outline.groups().add(list);
        StepTree tree = new StepTree(reading);
        List<Step> steps = tree.list(spec.get("do"), list.steps(), 1);
        Step.StepSettings settings = new FailureReader(
                        new StepReader(spec, new StepTree.Reading(tree, "", outline, 0, Set.of())))
                .settings(Step.StepSettings.RUN);
        SourceNode outputNode = spec.get("output");
        Template output = outputNode == null ? null : reading.expressions().template(outputNode, OUTPUT);
        SourceNode timeoutNode = spec.get("timeout");
        Duration timeout = timeoutNode == null ? null : Durations.read(timeoutNode, reading.problems());
        SchemaCheck input = reading.jsonSchema(spec.get("input"));
        reading.knownSteps().complete(reading.steps().keySet());
        if (!reading.isTrusted()) {
            checkMeaning(outline, input, agents, workflows);
        }
        return new Content(
                Documents.text(metadata, "name"),
                Documents.text(metadata, "description"),
                Documents.labels(metadata),
                input,
                WorkflowPlan.of(
                        SequenceStep.root(steps, settings),
                        output,
                        timeout,
                        reading.memory().scopes(),
                        RouteReader.read(spec.json())),
                RegionPolicy.read(spec));
    }

    private void checkMeaning(
            Outline outline, @Nullable SchemaCheck input, AgentNames agents, ChildWorkflows workflows) {
        JsonNode inputSchema = input == null ? null : input.schema();
        new ReferenceCheck(
                        List.of(outline), reading.steps().keySet(), inputSchema, reading.memory(), reading.problems())
                .check(reading.expressions().uses());
        reading.intentModels().forEach(model -> agents.checkIntentModel(model, reading.problems()));
        for (SourceNode agent : reading.agents()) {
            agents.check(agent, reading.problems());
        }
        for (ChildWorkflows.Use use : reading.workflows()) {
            workflows.check(use, reading.problems());
        }
    }

    private record Content(
            String name,
            String description,
            Map<String, String> labels,
            @Nullable SchemaCheck input,
            WorkflowPlan plan,
            RegionPolicy region) {

        WorkflowDefinition definition(String digest, String canonical) {
            return new WorkflowDefinition(
                    name, description, new LinkedHashMap<>(labels), input, plan, region, digest, canonical);
        }
    }
}
