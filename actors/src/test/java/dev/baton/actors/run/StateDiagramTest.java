package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.pattern.MapStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the diagrams of {@code docs/workflows.md} show does happen: each of their arrows is seen in random runs. */
final class StateDiagramTest {

    private static final Path PAGE = Path.of("../docs/workflows.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### (?:`(\\w+)`|A list).*?(?=^##|\\z)");
    private static final Pattern DIAGRAM = Pattern.compile("(?ms)^```mermaid\\nstateDiagram-v2\\n(.*?)^```$");
    private static final Pattern ARROW = Pattern.compile("^ *(\\S+) --> (\\w+): ([a-z]+-[a-z]+).*$");
    private static final int SEEDS = 3_000;

    /** By pattern, {@code FROM --> TO: event}. */
    private final Map<String, Set<String>> seen = new TreeMap<>();

    @Test
    void everyArrowOfEveryDiagramIsSeenInRandomRuns() throws IOException {
        Map<String, Set<String>> shown = shown();
        aMapThatTakesABreath();
        for (long seed = 1; seed <= SEEDS && !areSeen(shown); seed++) {
            Simulation simulation = new Simulation(seed);
            see(simulation.run(), simulation.workflow());
        }

        assertThat(shown).hasSize(14);
        shown.forEach((kind, arrows) ->
                assertThat(seen.getOrDefault(kind, Set.of())).as(kind).containsAll(arrows));
    }

    private boolean areSeen(Map<String, Set<String>> shown) {
        return shown.entrySet().stream()
                .allMatch(entry -> seen.getOrDefault(entry.getKey(), Set.of()).containsAll(entry.getValue()));
    }

    private void aMapThatTakesABreath() {
        WorkflowPlan plan = Flow.workflow(
                Flow.set("list", IntStream.range(0, 600).boxed().toList()),
                Flow.map("each", MapStep.OnItemFailure.FAIL, Flow.set("same", 1)));
        TestRun run = TestRun.of(plan).given(TestRun.start(), TestRun.tick());
        see(run.commits(), plan);
    }

    private void see(List<Commit> commits, WorkflowPlan plan) {
        RunState state = RunState.EMPTY;
        for (Commit commit : commits) {
            for (RunEvent event : commit.events()) {
                RunState after = RunFold.apply(state, event, commit);
                see(state, after, event, plan);
                state = after;
            }
        }
    }

    private void see(RunState before, RunState after, RunEvent event, WorkflowPlan plan) {
        String name = EventText.name(event);
        boolean own = EventText.of(event).split(" ").length > 1;
        for (StepState step : after.steps().values()) {
            StepState former = before.step(step.path());
            String from = former == null ? "[*]" : stateOf(former);
            boolean about = own && EventText.of(event).split(" ")[1].equals(step.path());
            if (about || !from.equals(stateOf(step))) {
                seen.computeIfAbsent(kindOf(plan.step(step.step())), kind -> new TreeSet<>())
                        .add(from + " --> " + stateOf(step) + ": " + name);
            }
        }
    }

    private static String stateOf(StepState step) {
        Activity activity = step.activity();
        if (activity != null) {
            return activity.getClass().getSimpleName();
        }
        String status = step.status().name();
        return status.charAt(0) + status.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String kindOf(Step step) {
        String name = step.getClass().getSimpleName().replaceFirst("Step$", "");
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static Map<String, Set<String>> shown() throws IOException {
        Map<String, Set<String>> shown = new TreeMap<>();
        Matcher section = SECTION.matcher(Files.readString(PAGE));
        while (section.find()) {
            Matcher diagram = DIAGRAM.matcher(section.group());
            if (diagram.find()) {
                String kind = section.group(1) == null ? "sequence" : section.group(1);
                shown.put(kind, arrows(diagram.group(1)));
            }
        }
        return shown;
    }

    private static Set<String> arrows(String diagram) {
        Set<String> arrows = new TreeSet<>();
        for (String line : diagram.lines().toList()) {
            Matcher arrow = ARROW.matcher(line);
            assertThat(arrow.matches()).as(line).isTrue();
            arrows.add(arrow.group(1) + " --> " + arrow.group(2) + ": " + arrow.group(3));
        }
        return arrows;
    }
}
