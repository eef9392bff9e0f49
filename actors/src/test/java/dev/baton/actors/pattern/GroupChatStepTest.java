package dev.baton.actors.pattern;

import static dev.baton.actors.run.Flow.chat;
import static dev.baton.actors.run.Flow.moderator;
import static dev.baton.actors.run.Flow.onFailure;
import static dev.baton.actors.run.Flow.workflow;
import static dev.baton.actors.run.TestRun.fails;
import static dev.baton.actors.run.TestRun.handsOff;
import static dev.baton.actors.run.TestRun.resolve;
import static dev.baton.actors.run.TestRun.start;
import static dev.baton.actors.run.TestRun.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.Template;
import dev.baton.actors.pattern.GroupChatStep.Moderator;
import dev.baton.actors.pattern.GroupChatStep.OnExhausted;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FakeExpression;
import dev.baton.actors.run.Json;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunEvent.Resolution;
import dev.baton.actors.run.Step.OnFailure;
import dev.baton.actors.run.TestRun;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GroupChatStepTest {

    private static final Moderator IN_TURN = new Moderator.RoundRobin();
    private static final String MANDATES = "{\"ann\":\"speaks for ann\",\"bob\":\"speaks for bob\"}";

    @Test
    void theParticipantsSpeakInTurnAndGetWhatWasSaidByReference() {
        TestRun run = TestRun.of(workflow(chat("c", IN_TURN, agreed(3), 5, OnExhausted.FAIL)));

        assertThat(run.when(start()))
                .containsExactly(
                        "run-started",
                        "step-started c <- run.input",
                        "attempt-started c[1] r~1 #1 ann-agent <- {topic=in(c) you=\"ann\" participants=" + MANDATES
                                + " turn=1 maxTurns=5 transcript=said(c, 0)}");
        assertThat(run.when(succeeds("c[1]", "hello")))
                .containsExactly(
                        "step-completed c[1] r~1 -> \"hello\"",
                        "attempt-started c[2] r~2 #1 bob-agent <- {topic=in(c) you=\"bob\" participants=" + MANDATES
                                + " turn=2 maxTurns=5 transcript=said(c, 1)}");
        run.given(succeeds("c[2]", "well"));
        assertThat(input(run, "c[3]").path("you").asText()).isEqualTo("ann");
        assertThat(input(run, "c[3]").path("topic").asText()).isEqualTo("in");
        assertThat(input(run, "c[3]").path("transcript"))
                .isEqualTo(Json.parse("[{\"turn\":1,\"speaker\":\"ann\",\"message\":\"hello\"},"
                        + "{\"turn\":2,\"speaker\":\"bob\",\"message\":\"well\"}]"));
        assertThat(input(run, "c[2]").path("transcript")).hasSize(1);
    }

    @Test
    void theTalkEndsWhenTheConditionHoldsWithTheLastMessageAsTheDecision() {
        TestRun run = TestRun.of(workflow(chat("c", IN_TURN, agreed(2), 5, OnExhausted.FAIL)));
        run.given(start(), succeeds("c[1]", "hello"));

        assertThat(run.when(succeeds("c[2]", "so be it")))
                .containsExactly(
                        "step-completed c[2] r~2 -> \"so be it\"",
                        "step-completed c -> {decision=out(c[2]) decidedBy=\"bob\" agreed=true turns=2 dissent=[]}",
                        "run-completed -> out(c)");
        assertThat(run.output())
                .isEqualTo(Json.parse("{\"decision\":\"so be it\",\"decidedBy\":\"bob\",\"agreed\":true,\"turns\":2,"
                        + "\"dissent\":[]}"));
    }

    @Test
    void theConditionSeesWhatWasSaidLastAndByWhomNotAgreed() {
        FakeExpression until = FakeExpression.condition("all agree", scope -> {
            JsonNode dissent = Objects.requireNonNull(scope.variable("dissent"));
            JsonNode last = Objects.requireNonNull(scope.variable("last"));
            return dissent.isEmpty() && last.path("turn").asInt() > 1;
        });
        TestRun run = TestRun.of(workflow(chat("c", IN_TURN, until, 9, OnExhausted.FAIL)));
        run.given(start(), says("c[1]", "{\"dissent\":\"too dear\"}"), says("c[2]", "{\"dissent\":false}"));
        assertThat(run.attempt("c[3]")).isEqualTo("r~3");

        assertThat(run.when(says("c[3]", "{\"text\":\"well then\"}"))).endsWith("run-completed -> out(c)");
    }

    @Test
    void theOwnerDecidesWhenThereIsNoAgreementAndDissentIsRecorded() {
        TestRun run = TestRun.of(workflow(chat("c", IN_TURN, agreed(9), 2, OnExhausted.OWNER)));
        run.given(start(), succeeds("c[1]", "yes"));

        assertThat(run.when(says("c[2]", "{\"dissent\":\"too dear\"}")))
                .containsExactly(
                        "step-completed c[2] r~2 -> {\"dissent\":\"too dear\"}",
                        "attempt-started c.owner r~3 #1 ann-agent <- {topic=in(c) you=\"ann\" participants=" + MANDATES
                                + " turn=3 maxTurns=2 transcript=said(c, 2) decide=true}");
        run.given(succeeds("c.owner", "we buy"));
        assertThat(run.output())
                .isEqualTo(Json.parse("{\"decision\":\"we buy\",\"decidedBy\":\"ann\",\"agreed\":false,\"turns\":2,"
                        + "\"dissent\":[{\"speaker\":\"bob\",\"turn\":2,\"dissent\":\"too dear\"}]}"));
    }

    @Test
    void atTheLimitItFailsOrAcceptsOrAsksAPersonAsDeclared() {
        TestRun failing = TestRun.of(workflow(chat("c", IN_TURN, null, 1, OnExhausted.FAIL)))
                .given(start());
        TestRun accepting = TestRun.of(workflow(chat("c", IN_TURN, null, 1, OnExhausted.ACCEPT)))
                .given(start());
        TestRun asking = TestRun.of(workflow(chat("c", IN_TURN, null, 1, OnExhausted.ESCALATE)))
                .given(start());

        assertThat(failing.when(succeeds("c[1]", 1))).contains("step-failed c rejected");
        assertThat(error(failing).message()).isEqualTo("no agreement after 1 turns");
        assertThat(accepting.when(succeeds("c[1]", 1)))
                .contains("step-completed c -> {decision=out(c[1]) decidedBy=\"ann\" agreed=false turns=1 dissent=[]}");
        assertThat(asking.when(succeeds("c[1]", 1)))
                .containsExactly("step-completed c[1] r~1 -> 1", "incident-raised r~2 at c rejected");
        assertThat(asking.when(resolve("r~2", Resolution.RETRY)))
                .as("one more turn")
                .containsExactly(
                        "incident-resolved r~2 at c retry",
                        "step-started c <- in(c)",
                        "attempt-started c[2] r~3 #1 bob-agent <- {topic=in(c) you=\"bob\" participants=" + MANDATES
                                + " turn=2 maxTurns=1 transcript=said(c, 1)}");
    }

    @Test
    void aModeratorGivesTheWordAndEndsTheTalk() {
        TestRun run = TestRun.of(workflow(chat("c", moderator("c"), null, 5, OnExhausted.FAIL)));

        assertThat(run.when(start()))
                .endsWith("attempt-started c[1].moderator r~1 #1 moderator-agent <- {topic=in(c) participants="
                        + MANDATES + " turn=1 maxTurns=5 transcript=said(c, 0)}");
        assertThat(run.when(handsOff("c[1].moderator", "bob, please", "bob", null)))
                .containsExactly(
                        "step-completed c[1].moderator r~1 -> \"bob, please\" to bob",
                        "attempt-started c[1] r~2 #1 bob-agent <- {topic=in(c) you=\"bob\" participants=" + MANDATES
                                + " turn=1 maxTurns=5 transcript=said(c, 0)}");
        run.given(succeeds("c[1]", "hm"), succeeds("c[2].moderator", "bob"), succeeds("c[2]", "so be it"));
        assertThat(run.when(says("c[3].moderator", "{\"handoff\":null}")))
                .contains("step-completed c -> {decision=out(c[2]) decidedBy=\"bob\" agreed=true turns=2 dissent=[]}");
    }

    @Test
    void anExpressionGivesTheWordAndIsNotAskedTwice() {
        FakeExpression bobTwice = new FakeExpression(
                "bob twice",
                scope -> Objects.requireNonNull(scope.variable("transcript")).size() < 2
                        ? Json.of("bob")
                        : Json.parse("null"));
        TestRun run = TestRun.of(workflow(chat("c", new Moderator.ByExpression(bobTwice), null, 5, OnExhausted.FAIL)));
        run.given(start(), succeeds("c[1]", 1));

        assertThat(run.when(succeeds("c[2]", 2)))
                .containsExactly(
                        "step-completed c[2] r~2 -> 2",
                        "step-completed c -> {decision=out(c[2]) decidedBy=\"bob\" agreed=true turns=2 dissent=[]}",
                        "run-completed -> out(c)");
    }

    @Test
    void aModeratorWhoNamesNobodyThereIsFailsTheTalk() {
        TestRun stranger = TestRun.of(workflow(chat("c", moderator("c"), null, 5, OnExhausted.FAIL)));
        stranger.given(start(), succeeds("c[1].moderator", "zoe"));
        TestRun silent = TestRun.of(workflow(chat("c", moderator("c"), null, 5, OnExhausted.FAIL)));
        silent.given(start(), succeeds("c[1].moderator", 0));

        assertThat(error(stranger).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(error(stranger).message()).contains("gave the word to 'zoe', who does not take part");
        assertThat(error(silent).message()).contains("let nobody speak");
    }

    @Test
    void aSpeakerThatFailsFailsTheTalkAndARetryGivesItTheWordAgain() {
        TestRun run =
                TestRun.of(workflow(onFailure(OnFailure.ESCALATE, chat("c", IN_TURN, agreed(2), 5, OnExhausted.FAIL))));
        run.given(start(), succeeds("c[1]", "hello"));

        assertThat(run.when(fails("c[2]", ErrorKind.POLICY))).endsWith("incident-raised r~3 at c policy");
        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .endsWith("attempt-started c[2] r~4 #1 bob-agent <- {topic=in(c) you=\"bob\" participants=" + MANDATES
                        + " turn=2 maxTurns=5 transcript=said(c, 1)}");
    }

    @Test
    void whoFailedGetsTheWordAgainWhateverTheModeratorWouldSayNow() {
        TestRun run = TestRun.of(
                workflow(onFailure(OnFailure.ESCALATE, chat("c", moderator("c"), null, 5, OnExhausted.FAIL))));
        run.given(start(), succeeds("c[1].moderator", "bob"), fails("c[1]", ErrorKind.BUG));

        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .element(2)
                .asString()
                .startsWith("attempt-started c[1] r~4 #1 bob-agent");
    }

    @Test
    void anOwnerThatFailedDecidesOnARetry() {
        TestRun run =
                TestRun.of(workflow(onFailure(OnFailure.ESCALATE, chat("c", IN_TURN, null, 1, OnExhausted.OWNER))));
        run.given(start(), succeeds("c[1]", 1), fails("c.owner", ErrorKind.BUG));

        assertThat(run.when(resolve("r~3", Resolution.RETRY)))
                .element(2)
                .asString()
                .startsWith("attempt-started c.owner r~4 #1 ann-agent");
    }

    @Test
    void theTopicIsMadeOnceAndTriedAgainIfItCannotBe() {
        boolean[] works = {false};
        Template topic = new FakeExpression("flaky", scope -> works[0] ? Json.of("budget") : null).template();
        TestRun run = TestRun.of(workflow(onFailure(OnFailure.ESCALATE, about(topic))));

        assertThat(run.when(start())).endsWith("incident-raised r~1 at c bug");
        works[0] = true;
        assertThat(run.when(resolve("r~1", Resolution.RETRY))).contains("step-started c <- \"budget\"");
        assertThat(input(run, "c[1]").path("topic")).isEqualTo(Json.of("budget"));
    }

    @Test
    void neitherEventsNorStateGrowWithTheSquareOfTheTurns() {
        int turns = 200;
        String message = "x".repeat(1_000);
        TestRun run = TestRun.of(workflow(chat("c", IN_TURN, null, turns, OnExhausted.ACCEPT)));
        run.given(start());
        for (int number = 1; number <= turns; number++) {
            assertThat(input(run, "c[" + number + "]").path("transcript")).hasSize(number - 1);
            run.given(succeeds("c[" + number + "]", message));
        }

        long inEvents = run.commits().stream()
                .map(Commit::events)
                .flatMap(List::stream)
                .mapToLong(event -> event.toString().length())
                .sum();
        long inState = run.state().steps().values().stream()
                .mapToLong(step -> step.toString().length())
                .sum();
        assertThat(inEvents).isLessThan(turns * 3_000L);
        assertThat(inState).isLessThan(turns * 3_000L);
        assertThat(run.commits().getLast().events().getLast()).isInstanceOf(RunEvent.RunCompleted.class);
    }

    private static FakeExpression agreed(int turns) {
        return FakeExpression.condition(
                turns + " turns",
                scope -> Objects.requireNonNull(scope.variable("transcript")).size() >= turns);
    }

    private static GroupChatStep about(@Nullable Template topic) {
        GroupChatStep step = chat("c", IN_TURN, null, 1, OnExhausted.FAIL);
        return new GroupChatStep(
                step.id(),
                step.settings(),
                topic,
                step.participants(),
                step.moderator(),
                step.until(),
                step.maxTurns(),
                step.owner(),
                step.onExhausted());
    }

    private static TestRun.Move says(String path, String json) {
        return succeeds(path, Json.parse(json));
    }

    private static JsonNode input(TestRun run, String path) {
        return run.state().input(Objects.requireNonNull(run.state().step(path))).json();
    }

    private static RunError error(TestRun run) {
        return Objects.requireNonNull(
                Objects.requireNonNull(run.state().step("c")).error());
    }
}
