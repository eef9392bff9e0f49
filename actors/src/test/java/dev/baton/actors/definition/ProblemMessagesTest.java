package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every problem as its reader sees it; {@code problems.golden} is the list of them. */
class ProblemMessagesTest {

    private static final Path CASES = Path.of("src/test/resources/dev/baton/actors/definition/problem-cases.yaml");
    private static final Path GOLDEN = Path.of("src/test/resources/dev/baton/actors/definition/problems.golden");
    private static final Path ACTUAL = Path.of("target/problems.actual");
    private static final Pattern CODE = Pattern.compile(
            "\"((?:yaml|source|document|key|value|schema|expression|template|reference|step|agent|join|loop|switch|retry"
                    + "|approval|wait|workflow|graph|handoff|chat|manager|schedule|trigger|webhook|parallel|memory)\\.[a-z-]+)\"");

    @Test
    void saysWhatIsWrongWhereAndWhatToDo() throws IOException {
        StringBuilder actual = new StringBuilder();
        for (Map.Entry<String, String> example : cases().entrySet()) {
            actual.append("#### ").append(example.getKey()).append('\n');
            for (Problem problem : WorkflowCompiler.compile(example.getValue()).problems()) {
                actual.append(problem).append('\n');
            }
            actual.append('\n');
        }
        Files.createDirectories(ACTUAL.getParent());
        Files.writeString(ACTUAL, actual);

        assertThat(actual.toString())
                .as("compare %s with %s; if the change is meant, copy it", ACTUAL, GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void everyCodeHasAnExample() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String folder : new String[] {"definition", "pattern"}) {
            try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/baton/actors", folder))) {
                for (Path source : sources.toList()) {
                    Matcher matcher = CODE.matcher(Files.readString(source));
                    while (matcher.find()) {
                        used.add(matcher.group(1));
                    }
                }
            }
        }
        String golden = Files.readString(GOLDEN);
        used.removeAll(LimitsTest.CODES);
        used.remove("agent.unknown"); // needs a list of agents, see WorkflowCompilerTest
        used.remove("handoff.no-model"); // needs a server without a model, see there
        used.removeIf(code -> code.startsWith("workflow.")); // need to know workflows, see ChildWorkflowsTest
        used.remove("step.invalid"); // the last line, should a reader let through what its step refuses

        assertThat(used).hasSizeGreaterThan(30).allMatch(code -> golden.contains(" " + code + " "));
    }

    static Map<String, String> cases() throws IOException {
        Map<String, String> cases = new LinkedHashMap<>();
        for (String example : Files.readString(CASES).split("(?m)^#### ")) {
            if (!example.isEmpty()) {
                int lineEnd = example.indexOf('\n');
                cases.put(example.substring(0, lineEnd), example.substring(lineEnd + 1));
            }
        }
        return cases;
    }
}
