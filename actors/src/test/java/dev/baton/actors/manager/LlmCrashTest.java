package dev.baton.actors.manager;

import static dev.baton.actors.connector.llm.ScriptedModels.says;
import static dev.baton.actors.connector.llm.ScriptedModels.use;
import static dev.baton.actors.connector.llm.ScriptedModels.uses;
import static dev.baton.actors.manager.Managers.GENEROUS;
import static dev.baton.actors.manager.Managers.agentStep;
import static dev.baton.actors.manager.Managers.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.SettledCall;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.connector.llm.LlmConnector;
import dev.baton.actors.connector.llm.PriceTable;
import dev.baton.actors.connector.llm.RecordingRule;
import dev.baton.actors.connector.llm.ScriptedModels;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.config.HttpClientSettings;
import dev.baton.config.Recording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A model that takes 20 turns with a call in each, and managers that are killed after every event: either before what
 * follows on the event is done, or when that was done and its result is lost with them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LlmCrashTest {

    private static final int TURNS = 20;

    /** A start, four events for each turn with a call, three at the end. */
    private static final int EVENTS = 2 + 4 * (TURNS - 1) + 3;

    /** Of turns and calls. */
    private static final int RESULTS = 2 * TURNS - 1;

    private static final int STEP_WHEN_QUICK = 9;
    private static final Duration OFTEN = Duration.ofMillis(2);

    private final Managers managers = new Managers();
    private final HttpClient client = HttpClient.start(
            HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                    .withFallback(ConfigFactory.load())),
            new SimpleMeterRegistry());
    private final ScriptedModels models = new ScriptedModels(question -> question.turnsBefore() == TURNS - 1
            ? says("done")
            : uses(use("c" + question.turnsBefore(), "agent", "{}")));
    private final AgentDefinition model = Attempts.agent(
            "agent",
            "{connector: {llm: {models: [{model: m, url: '" + models.url() + "'}], tools: [{agent: agent}]}}}");

    @AfterAll
    void stop() {
        managers.close();
        client.close();
        models.close();
    }

    @Test
    void noFinishedTurnOrCallIsRepeatedAfterACrash() {
        for (int event = 1; event <= EVENTS; event += STEP_WHEN_QUICK) {
            crashAfter(event, event % 2 == 0);
        }
    }

    @Test
    @Tag("slow")
    void noFinishedTurnOrCallIsRepeatedWhateverTheEventAfterWhichItCrashes() {
        for (int event = 1; event <= EVENTS; event++) {
            crashAfter(event, false);
            crashAfter(event, true);
        }
    }

    /** @param lost whether what follows on the event is done, but nobody gets the result */
    private void crashAfter(int event, boolean lost) {
        Queue<String> called = new ConcurrentLinkedQueue<>();
        LlmConnector connector = new LlmConnector(
                client,
                catalog(),
                reference -> Optional.empty(),
                PriceTable.NONE,
                new RecordingRule(Recording.JOURNAL, () -> true),
                InstantSource.system());
        int results = Math.min(RESULTS, Math.max(0, event - 1) / 2);
        AtomicInteger left = new AtomicInteger(results);
        AtomicReference<CompletionStage<?>> last = new AtomicReference<>();
        AgentCaller everybody = (request, handle) -> {
            if (request.step().contains("]/")) {
                called.add(request.attempt());
                return SettledCall.of(done(TextNode.valueOf("found")));
            }
            return connector.call(withModel(request));
        };
        Managers.World world = managers.world(
                (request, handle) -> {
                    if (left.getAndDecrement() != 0) {
                        return everybody.call(request, handle);
                    }
                    last.set(lost ? everybody.call(request, handle).result() : CompletableFuture.completedStage(null));
                    return new SettledCall(new CompletableFuture<>());
                },
                agentStep("a", 1));
        int asked = models.questions().size();
        long inputBefore = models.inputTokens();
        long outputBefore = models.outputTokens();
        world.start();
        managers.kit.createTestProbe().awaitAssert(GENEROUS, OFTEN, () -> {
            assertThat(world.history()).hasSizeGreaterThanOrEqualTo(event);
            assertThat(results == RESULTS || last.get() != null).isTrue();
            return null;
        });
        CompletionStage<?> unheard = last.get();
        if (unheard != null) {
            unheard.toCompletableFuture().join();
        }
        managers.kit.stop(world.manager, GENEROUS);
        List<RunEvent> before = world.history();
        assertThat(before).as("killed after event %d", event).hasSize(results == RESULTS ? EVENTS : 2 + 2 * results);
        Set<String> finishedTurns = before.stream()
                .filter(RunEvent.AttemptProgressed.class::isInstance)
                .map(RunEvent.AttemptProgressed.class::cast)
                .map(turn -> turn.attempt() + "-" + turn.number())
                .collect(Collectors.toSet());
        int askedBefore = models.questions().size();

        world.manager = world.spawn();
        RunState end = world.awaitEnd();

        assertThat(end.status()).as("crash after event %d", event).isEqualTo(RunStatus.COMPLETED);
        assertThat(world.history()).hasSize(EVENTS);
        List<ScriptedModels.Question> questions = models.questions();
        assertThat(questions.subList(askedBefore, questions.size()).stream()
                        .map(ScriptedModels.Question::key)
                        .filter(finishedTurns::contains))
                .as("finished turns asked for again after a crash after event %d", event)
                .isEmpty();
        assertThat(questions.subList(asked, questions.size()).stream()
                        .map(ScriptedModels.Question::key)
                        .distinct())
                .hasSize(TURNS);
        assertThat(end.usage().inputTokens()).isEqualTo(models.inputTokens() - inputBefore);
        assertThat(end.usage().outputTokens()).isEqualTo(models.outputTokens() - outputBefore);
        Set<String> finishedCalls = before.stream()
                .filter(RunEvent.StepCompleted.class::isInstance)
                .map(completed -> String.valueOf(((RunEvent.StepCompleted) completed).attempt()))
                .collect(Collectors.toSet());
        finishedCalls.forEach(attempt -> assertThat(called.stream().filter(attempt::equals))
                .as("calls of %s, finished before the crash", attempt)
                .hasSizeLessThanOrEqualTo(1));
        assertThat(called.stream().distinct()).hasSize(TURNS - 1);
    }

    private AttemptRequest withModel(AttemptRequest request) {
        return new AttemptRequest(
                request.tenant(),
                request.run(),
                request.step(),
                request.attempt(),
                request.number(),
                model,
                request.input(),
                request.context(),
                request.timeout(),
                request.deadline(),
                request.turns());
    }

    private Catalog catalog() {
        return managers.world((request, handle) -> SettledCall.of(done(TextNode.valueOf(""))), agentStep("x", 1))
                .engine
                .catalog();
    }
}
