package dev.baton.actors.gap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.Problem;
import dev.baton.actors.definition.WorkflowCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A folder of Open GAP becomes definitions, and a definition a folder. */
final class GapTest {

    private static final Path FOLDER = Path.of("src/test/resources/gap/reviewer");
    private static final Path GOLDEN = Path.of("src/test/resources/gap/reviewer.golden");
    private static final GapImport.Wish WISH = new GapImport.Wish(null, null, "0a1b2c3d");
    private static final String NAMED = "name: a\nversion: 1.0.0\ndescription: Does something.\n";

    private static GapFolder folder() throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(FOLDER.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return new GapFolder(files);
    }

    private static GapImport.Result.Made made(GapFolder folder, GapImport.Wish wish) {
        return (GapImport.Result.Made) GapImport.of(folder, wish);
    }

    private static String reason(Map<String, String> files) {
        return ((GapImport.Result.Unreadable) GapImport.of(new GapFolder(files), WISH)).reason();
    }

    private static String text(List<ObjectNode> definitions) {
        return definitions.stream().map(ObjectNode::toPrettyString).collect(Collectors.joining("\n---\n"));
    }

    @Test
    void aFolderBecomesAgentsAndWorkflowsAndWhatIsNotMappedIsSaid() throws IOException {
        GapImport.Result.Made made = made(folder(), WISH);

        String actual = text(made.definitions()) + "\n---\n" + String.join("\n", made.notes()) + "\n";
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/gap.actual"), actual);
        assertThat(actual)
                .as("compare target/gap.actual with %s; if the change is meant, copy it", GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void whatIsMadeIsAccepted() throws IOException {
        String text = text(made(folder(), WISH).definitions());

        assertThat(WorkflowCompiler.compile(text).problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .isEmpty();
    }

    @Test
    void aPersonAllowsEachUseOfAnAgentThatIsAlwaysSupervised() {
        Map<String, String> files = Map.of(
                "agent.yaml",
                NAMED + "model: {preferred: gpt-x}\ncompliance: {supervision: {human_in_the_loop: always}}\n",
                "SOUL.md",
                "You.",
                "workflows/w.yaml",
                "steps: [{id: one, action: Do}]");

        String text = text(made(new GapFolder(files), WISH).definitions());

        assertThat(text).contains("a-supervised", "work-approval", "one-approval");
        assertThat(WorkflowCompiler.compile(text).problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .isEmpty();
    }

    @Test
    void aStepIsDoneIfAllOfItsConditionsHold() {
        String text = workflow("steps: [{id: one, action: Do},"
                + " {id: two, action: Tell, conditions: [\"${{ steps.one.outputs.score >= 7 && !inputs.quiet }}\","
                + " \"inputs.who == 'me'\"], compliance: {requires_approval: true}}]");

        assertThat(text)
                .contains("\"${ (steps.one.output.score >= 7 && ! input.quiet) && (input.who == 'me') }\"")
                .contains("two-work", "two-approval");
        assertThat(WorkflowCompiler.compile(text).problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .isEmpty();
    }

    @Test
    void nothingIsDroppedWithoutANote() {
        Map<String, String> files = Map.of(
                "agent.yaml",
                NAMED + "a2a: {url: \"https://a.example\", authentication: {type: oauth}}\nmodel: {preferred: gpt-x}\n"
                        + "runtime: {max_turns: 3, timeout: 5}\nskills: [missing]\n"
                        + "compliance: {supervision: {human_in_the_loop: never, escalate: x}}\n"
                        + "agents: {b: {description: B., delegation: {mode: auto}}}\n",
                "SOUL.md",
                "You.",
                "workflows/w.yaml",
                "triggers: [x]\nsteps: [{id: one, outputs: [y], retry: {jitter: 1}, compliance: {log: all},"
                        + " conditions: [\"size(inputs.a) > 1\"]}]",
                "agents/notes.txt",
                "x");

        assertThat(made(new GapFolder(files), WISH).notes())
                .contains(
                        "a2a.authentication is not mapped",
                        "model.preferred is not mapped",
                        "runtime.max_turns is not mapped",
                        "compliance.supervision.escalate is not mapped",
                        "agents.b.delegation is not mapped",
                        "skills: there is no skills/missing/SKILL.md, so it is not mapped",
                        "SOUL.md is not mapped: the agent behind a2a.url has its own instructions",
                        "agents/notes.txt is not mapped",
                        "workflows/w.yaml: 'triggers' is not mapped",
                        "workflows/w.yaml: 'outputs' of step one is not mapped",
                        "workflows/w.yaml: 'retry.jitter' of step one is not mapped",
                        "workflows/w.yaml: 'compliance.log' of step one is not mapped",
                        "workflows/w.yaml: the condition \"size(inputs.a) > 1\" of step one is not mapped; the step is"
                                + " done whatever it says");
    }

    private static String workflow(String steps) {
        Map<String, String> files = Map.of(
                "agent.yaml", NAMED + "model: {preferred: gpt-x}\n", "SOUL.md", "You.", "workflows/w.yaml", steps);
        GapImport.Result.Made made = made(new GapFolder(files), WISH);
        assertThat(made.notes()).isEmpty();
        return text(made.definitions());
    }

    @Test
    void aFolderThatMakesNoAgentSaysWhy() {
        assertThat(reason(Map.of())).contains("agent.yaml is missing");
        assertThat(reason(Map.of("agent.yaml", "name: [", "SOUL.md", "x"))).contains("agent.yaml cannot be read");
        assertThat(reason(Map.of("agent.yaml", NAMED, "SOUL.md", "x"))).contains("names no model");
        assertThat(reason(Map.of("agent.yaml", NAMED + "model: {preferred: gpt-x}")))
                .contains("SOUL.md is missing");
        assertThat(reason(Map.of("agent.yaml", NAMED + "model: {preferred: mistral:large}", "SOUL.md", "x")))
                .contains("mistral:large")
                .contains("--model-url");
    }

    @Test
    void aModelOfAnotherProviderIsWhereTheUserSays() {
        GapFolder folder =
                new GapFolder(Map.of("agent.yaml", NAMED + "model: {preferred: mistral:large}", "SOUL.md", "x"));

        ObjectNode agent = made(folder, new GapImport.Wish("me", "http://127.0.0.1:11434/v1", null))
                .definitions()
                .getFirst();

        assertThat(agent.at("/spec/connector/llm/models/0").toString())
                .isEqualTo("{\"api\":\"chat-completions\",\"model\":\"large\",\"url\":\"http://127.0.0.1:11434/v1\"}");
        assertThat(agent.at("/metadata/owner").asText()).isEqualTo("me");
    }

    @Test
    void whatWasImportedIsTheSameAfterAnExport() throws IOException {
        List<ObjectNode> definitions = made(folder(), WISH).definitions();
        ObjectNode reviewer = definitions.stream()
                .filter(one -> one.at("/metadata/name").asText().equals("contract-reviewer"))
                .findFirst()
                .orElseThrow();

        GapExport.Made exported = GapExport.of(reviewer, 7);

        assertThat(exported.notes()).isEmpty();
        GapImport.Result.Made again = made(new GapFolder(exported.files()), WISH);
        assertThat(again.definitions()).containsExactly(reviewer);
        assertThat(again.notes())
                .contains("agents.summarizer is not in the folder: an agent of this name must be registered");
    }

    @Test
    void toolsThatAreNoAgentsAreNotedInAnExport() {
        ObjectNode agent = made(
                        new GapFolder(Map.of("agent.yaml", NAMED + "model: {preferred: gpt-x}", "SOUL.md", "x")), WISH)
                .definitions()
                .getFirst();
        ArrayNode tools = ((ObjectNode) agent.at("/spec/connector/llm")).putArray("tools");
        tools.addObject().put("workflow", "refund");
        tools.addObject().put("agent", "search").put("as", "find");

        GapExport.Made exported = GapExport.of(agent, 1);

        assertThat(exported.notes())
                .containsExactly(
                        "the tool {\"workflow\":\"refund\"} has no place in a folder",
                        "that the tool search is called \"find\" has no place in a folder");
        assertThat(exported.files().get("agent.yaml")).contains("search").doesNotContain("refund");
    }
}
