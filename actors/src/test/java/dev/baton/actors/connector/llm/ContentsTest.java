package dev.baton.actors.connector.llm;

import static dev.baton.actors.connector.llm.Llm.after;
import static dev.baton.actors.connector.llm.Llm.agent;
import static dev.baton.actors.connector.llm.Llm.request;
import static dev.baton.actors.connector.llm.ScriptedModels.says;
import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static dev.baton.actors.connector.llm.ScriptedModels.uses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.config.Recording;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of what a model reads and says, and where. */
final class ContentsTest {

    private static final AgentTurn.Result FOUND = new AgentTurn.Result(new Payload(TextNode.valueOf("found it")), null);

    private final Llm llm = new Llm(PriceTable.NONE, Recording.REFERENCE);

    @AfterEach
    void stop() {
        llm.close();
    }

    private static AttemptRequest asked(ScriptedModels models, String more) {
        return request(
                agent("chat-completions", models.url(), "instructions: Be wise., tools: [{agent: search}]" + more));
    }

    private static JsonNode text(AttemptResult.Progressed turn) {
        return Objects.requireNonNull(Objects.requireNonNull(turn.contents()).text())
                .json();
    }

    @Test
    void byReferenceTheRecordHasNoneOfItAndTheContentsHaveAll() {
        try (ScriptedModels models = new ScriptedModels(question ->
                question.number() == 1 ? uses(use("c1", "search", "{\"what\": \"gold\"}")) : says("There it is."))) {
            AttemptRequest request = asked(models, "");

            AttemptResult.Progressed first = llm.turn(request);
            AttemptResult.Progressed second = llm.turn(after(request, first, FOUND));

            assertThat(first.record().json().toString()).contains("m-1").doesNotContain("gold");
            assertThat(text(first).path("instructions").asText()).isEqualTo("Be wise.");
            assertThat(text(first).path("prompt").asText()).isEqualTo("What is new?");
            assertThat(text(first).at("/uses/0/arguments").asText()).contains("gold");
            assertThat(text(second).path("text").asText()).isEqualTo("There it is.");
            assertThat(text(second).has("prompt")).as("it is recorded once").isFalse();
            assertThat(models.questions().get(1).body().toString())
                    .contains("gold")
                    .contains("found it");
        }
    }

    @Test
    void anAgentSaysItselfHowItIsRecorded() {
        try (ScriptedModels models =
                new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"gold\"}")))) {
            AttemptResult.Progressed open = llm.turn(asked(models, ", contents: journal"));
            AttemptResult.Progressed secret = llm.turn(asked(models, ", contents: none"));

            assertThat(open.contents()).isNull();
            assertThat(open.record().json().toString()).contains("gold");
            assertThat(Objects.requireNonNull(secret.contents()).kept()).isFalse();
            assertThat(text(secret).has("prompt")).as("nothing goes on from it").isFalse();
            assertThat(secret.record().json().toString()).doesNotContain("gold");
        }
    }

    @Test
    void whileOlderNodesReadTheJournalAloneItHoldsWhatIsByReferenceAndWhatIsForNobodyWaits() {
        AtomicBoolean beside = new AtomicBoolean();
        try (Llm upgrading = new Llm(PriceTable.NONE, new RecordingRule(Recording.REFERENCE, beside::get));
                ScriptedModels models =
                        new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"gold\"}")))) {
            AttemptRequest request = asked(models, "");

            AttemptResult.Progressed early = upgrading.turn(request);
            AttemptResult.Failed waits = upgrading.failure(asked(models, ", contents: none"));
            assertThat(models.questions()).hasSize(1);
            beside.set(true);
            AttemptResult.Progressed late = upgrading.turn(after(request, early, FOUND));

            assertThat(early.contents()).isNull();
            assertThat(early.record().json().toString()).contains("gold");
            assertThat(waits.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(waits.error().message()).contains("contents: none", "upgrade them");
            assertThat(waits.retryAfter()).isNotNull();
            assertThat(text(late).toString()).contains("gold");
            assertThat(models.questions().getLast().body().toString()).contains("found it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "none"})
    void whatItSaidDoesNotShowInErrorsEither(String recording) {
        try (ScriptedModels models = new ScriptedModels(question -> switch (question.number()) {
            case 1 -> new ScriptedModels.Says("my opinion is private", List.of(), "refused", ScriptedModels.TOKENS);
            default -> says("private thoughts, and no JSON");
        })) {
            String settings = ", contents: " + recording + ", maxRepairs: 0|output: {type: object}";

            AttemptResult.Progressed refused = llm.turn(asked(models, settings));
            AttemptResult.Progressed unusable = llm.turn(asked(models, settings));

            assertThat(refused.next().toString()).contains("refused").doesNotContain("private");
            assertThat(unusable.next().toString()).contains("no usable answer").doesNotContain("private");
            assertThat(text(unusable).path("text").asText()).contains("private");
        }
    }

    @Test
    void nobodyGoesOnFromContentsThatAreDeleted() {
        try (ScriptedModels models =
                new ScriptedModels(question -> uses(use("c1", "search", "{\"what\": \"gold\"}")))) {
            AttemptRequest request = asked(models, "");
            Contents there = Objects.requireNonNull(llm.turn(request).contents());
            Contents gone = new Contents(there.digest(), there.size(), true, null);

            AttemptResult.Failed failed =
                    llm.failure(request.with(List.of(new AgentTurn.Past(Payload.NULL, gone, List.of(FOUND)))));

            assertThat(failed.error().kind()).isEqualTo(ErrorKind.BUG);
            assertThat(failed.error().message())
                    .contains("no longer in the store")
                    .contains("retry of the step");
            assertThat(models.questions()).hasSize(1);
        }
    }
}
