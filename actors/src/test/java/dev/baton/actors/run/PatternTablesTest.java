package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.Pattern;
import dev.baton.actors.pattern.Patterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each pattern decides what its table says: {@code src/test/resources/patterns}. */
final class PatternTablesTest {

    private static final Path FOLDER = Path.of("src/test/resources/patterns");

    /** Has a table although it is no kind of step of its own. */
    private static final Set<String> BESIDES = Set.of("sequence", "compensate");

    /** Decides nothing that another table does not show. */
    private static final Set<String> ELSEWHERE = Set.of("set");

    /** Run with {@code -Dbaton.golden.update=true} after a change that was meant, and look at the difference. */
    @TestFactory
    Stream<DynamicTest> everyPatternDecidesWhatItsTableSays() {
        return PatternTables.all().entrySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.getKey(), () -> {
                    Path file = FOLDER.resolve(table.getKey() + ".golden");
                    String text = table.getValue().text();
                    if (Boolean.getBoolean("baton.golden.update")) {
                        Files.createDirectories(FOLDER);
                        Files.writeString(file, text);
                    }
                    assertThat(text).isEqualTo(Files.readString(file));
                }));
    }

    @Test
    void everyPatternHasATable() throws IOException {
        Set<String> named = Patterns.ALL.stream()
                .map(Pattern::key)
                .filter(key -> !ELSEWHERE.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        named.addAll(BESIDES);

        assertThat(PatternTables.all().keySet()).isEqualTo(named);
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".golden", "")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }
}
