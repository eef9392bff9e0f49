package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code decisions.golden} says what becomes of every command in every status. After a wanted change write it anew and
 * read the difference: {@code mvn -pl actors -am test -Dtest=DecisionTableTest -Dbaton.golden.update=true}.
 */
final class DecisionTableTest {

    private static final String GOLDEN = "decisions.golden";
    private static final String UPDATE = "baton.golden.update";

    @Test
    void everyCommandInEveryStatusIsDecidedAsRecorded() throws IOException {
        String decided = DecisionTable.text();
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(Path.of("src", "test", "resources", GOLDEN), decided);
            return;
        }
        assertThat(decided)
                .as("if the change is wanted, run this test with -D%s=true", UPDATE)
                .isEqualTo(golden());
    }

    @Test
    void noCommandIsMissing() {
        assertThat(DecisionTable.commandTypes()).containsExactlyInAnyOrder(RunCommand.class.getPermittedSubclasses());
    }

    @Test
    void noStatusIsMissing() {
        Set<RunStatus> shown = DecisionTable.runs().values().stream()
                .map(run -> run.get().state())
                .filter(RunState::exists)
                .map(RunState::status)
                .collect(Collectors.toSet());

        assertThat(shown).isEqualTo(EnumSet.allOf(RunStatus.class));
    }

    @Test
    void everyRunIsInTheStatusItIsListedUnder() {
        DecisionTable.runs().forEach((name, run) -> {
            RunState state = run.get().state();
            String status = state.exists() ? state.status().code() : "not started";
            assertThat(name.split(",", -1)[0]).isEqualTo(status);
        });
    }

    @Test
    void everyRejectionOccursHereOrHasATestOfItsOwn() {
        Set<Rejection.Code> elsewhere = EnumSet.of(
                Rejection.Code.APPROVAL_NOT_ALLOWED, // ApprovalStepTest
                Rejection.Code.RUN_HAS_PARENT, // RetryTest
                Rejection.Code.REGION_NOT_ALLOWED, // WorkflowStartsTest
                Rejection.Code.REGION_UNAVAILABLE, // ResidencyTest
                Rejection.Code.EVENT_NOT_FOUND, // ForkedRunTest
                Rejection.Code.TREE_TOO_LARGE, // ResetsTest
                Rejection.Code.INVALID_SIGNAL, // WaitStepTest
                Rejection.Code.VOTED_ALREADY, // ApprovalStepTest
                Rejection.Code.SUBJECT_HASH_NEEDED, // ApprovalStepTest
                Rejection.Code.SUBJECT_CHANGED, // ApprovalStepTest
                Rejection.Code.INVALID_ANSWER, // ApprovalStepTest
                Rejection.Code.TOO_MANY_VOTES, // ApprovalStepTest
                Rejection.Code.STILL_UNDOING, // CompensationTest
                Rejection.Code.TOO_MANY_SIGNALS); // RunCommandsTest
        String table = golden();

        assertThat(Arrays.stream(Rejection.Code.values())
                        .filter(code -> !elsewhere.contains(code))
                        .filter(code -> !table.contains("refused: " + code.code())))
                .isEmpty();
    }

    private static String golden() {
        try (InputStream file = DecisionTableTest.class.getResourceAsStream("/" + GOLDEN)) {
            return new String(Objects.requireNonNull(file, GOLDEN).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
