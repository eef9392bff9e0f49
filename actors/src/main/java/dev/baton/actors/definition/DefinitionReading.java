package dev.baton.actors.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is gathered while one workflow is read; not for several threads. */
final class DefinitionReading {

    private final Problems problems;
    private final ExpressionCompiler expressions;
    private final KnownSteps knownSteps = new KnownSteps();
    private final MemoryReader memory = new MemoryReader(this);
    private final @Nullable DefinitionSchema schema;
    private final boolean trusted;
    private final Map<String, SourceNode> steps = new LinkedHashMap<>();
    private final List<SourceNode> agents = new ArrayList<>();
    private final List<SourceNode> intentModels = new ArrayList<>();
    private final List<ChildWorkflows.Use> workflows = new ArrayList<>();

    private DefinitionReading(Problems problems, @Nullable DefinitionSchema schema, boolean trusted) {
        this.problems = problems;
        this.schema = schema;
        this.trusted = trusted;
        this.expressions = new ExpressionCompiler(Expressions.environment(), knownSteps, problems, trusted);
    }

    static DefinitionReading checked(Problems problems) {
        return new DefinitionReading(problems, DefinitionSchema.standard(), false);
    }

    /** For what was accepted before: a newer, stricter check must not keep a run from going on. */
    static DefinitionReading trusted() {
        return new DefinitionReading(new Problems(), null, true);
    }

    /** The same, if another version may have accepted it: what this one does not know is among the problems. */
    static DefinitionReading stored() {
        return new DefinitionReading(new Problems(), DefinitionSchema.standard(), true);
    }

    Problems problems() {
        return problems;
    }

    ExpressionCompiler expressions() {
        return expressions;
    }

    MemoryReader memory() {
        return memory;
    }

    KnownSteps knownSteps() {
        return knownSteps;
    }

    /** Whether it was accepted before, so that its meaning is not checked. */
    boolean isTrusted() {
        return trusted;
    }

    /** Null if no form is to be checked. */
    @Nullable
    DefinitionSchema schema() {
        return schema;
    }

    /** The steps read so far, each with the place of its id. */
    Map<String, SourceNode> steps() {
        return steps;
    }

    /** Wherever an agent is named. */
    List<SourceNode> agents() {
        return agents;
    }

    /** Wherever the intent model is asked for. */
    List<SourceNode> intentModels() {
        return intentModels;
    }

    /** Wherever a workflow is named of which a step starts a run. */
    List<ChildWorkflows.Use> workflows() {
        return workflows;
    }

    @Nullable
    SchemaCheck jsonSchema(@Nullable SourceNode node) {
        if (node == null || node.json().isNull()) {
            return null;
        }
        return trusted ? JsonSchema.trusted(node.json()) : JsonSchema.checked(node, problems);
    }
}
