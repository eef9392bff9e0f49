package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.run.KnownWorkflows;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What can be known of a step's workflow when the step's own is applied. */
class ChildWorkflowsTest {

    private static final SchemaCheck NAMED = Objects.requireNonNull(
            WorkflowCompiler.compile(workflow("x", "{id: a, set: 1}", ", input: {type: object, required: [name]}"))
                    .workflows()
                    .getFirst()
                    .input());

    /** {@code greet} in two versions. */
    private static final KnownWorkflows KNOWN =
            (name, version) -> name.equals("greet") && (version == null || version < 3)
                    ? Optional.of(new KnownWorkflows.Known(version == null ? 2 : version, "d", NAMED))
                    : Optional.empty();

    private static String workflow(String name, String step, String more) {
        return "{apiVersion: baton/v1, kind: Workflow, metadata: {name: " + name + "}, spec: {do: [" + step + "]" + more
                + "}}";
    }

    private static List<String> problems(String step) {
        return WorkflowCompiler.compile(workflow("w", step, ""), null, KNOWN).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void nothingIsWrongWithAWorkflowThatIsThereAndAnInputThatFits() {
        assertThat(problems("{id: a, workflow: greet, input: {name: Ann}}")).isEmpty();
        assertThat(problems("{id: a, workflow: greet, version: 1, input: {name: \"${ input.who }\"}}"))
                .isEmpty();
        assertThat(problems("{id: a, workflow: greet, input: \"${ input }\"}"))
                .as("what an expression makes is not known")
                .isEmpty();
        assertThat(problems("{id: a, workflow: greet}"))
                .as("nor what the step gets")
                .isEmpty();
    }

    @Test
    void aWorkflowThatIsNotThereIsPointedOut() {
        assertThat(problems("{id: a, workflow: greed}"))
                .containsExactly(
                        "1:91 WARNING workflow.unknown at '/spec/do/0/workflow': There is no workflow 'greed' yet"
                                + " (Apply it before the step begins.)");
    }

    @Test
    void aVersionThatIsNotThereIsPointedOut() {
        assertThat(problems("{id: a, workflow: greet, version: 3}"))
                .containsExactly(
                        "1:107 WARNING workflow.unknown-version at '/spec/do/0/version': Workflow 'greet' has no version"
                                + " 3 yet (The latest is 2.)");
    }

    @Test
    void anInputThatCannotFitAPinnedVersionIsRefused() {
        assertThat(problems("{id: a, workflow: greet, version: 1, input: {nam: \"${ input.who }\"}}"))
                .singleElement()
                .asString()
                .contains("ERROR workflow.input", "'greet' version 1", "name", "The step would fail.");
    }

    @Test
    void anInputThatDoesNotFitTheLatestVersionIsPointedOut() {
        assertThat(problems("{id: a, workflow: greet, input: 7}"))
                .singleElement()
                .asString()
                .contains("WARNING workflow.input", "'greet' version 2");
    }

    @Test
    void whatIsAppliedWithItCounts() {
        String both = workflow("first", "{id: a, workflow: second}", "") + "\n---\n"
                + workflow("second", "{id: a, set: 1}", "");

        assertThat(WorkflowCompiler.compile(both, null, KNOWN).problems()).isEmpty();
    }

    @Test
    void nothingIsSaidIfNothingIsKnown() {
        assertThat(WorkflowCompiler.compile(workflow("w", "{id: a, workflow: greed}", ""))
                        .problems())
                .isEmpty();
    }
}
