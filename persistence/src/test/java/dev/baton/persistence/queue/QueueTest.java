package dev.baton.persistence.queue;

import static dev.baton.persistence.queue.QueueNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.connector.queue.Heartbeat;
import dev.baton.actors.connector.queue.Lease;
import dev.baton.actors.connector.queue.TaskEnd;
import dev.baton.actors.port.TaskRow;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Usage;
import dev.baton.persistence.Awaiting;
import dev.baton.persistence.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What external workers meet, from an empty queue to a worker that never finishes anything. */
@ParameterizedClass
@EnumSource
class QueueTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String DEFINITIONS = """
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: worker}
            spec:
              connector: {queue: {queue: work}}
              output: {type: object, required: [answer]}
              limits: {timeout: PT1H, concurrency: 1000}
            ---
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: hasty}
            spec:
              connector: {queue: {queue: hurry}}
              limits: {timeout: PT0.3S}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: single}
            spec:
              do:
                - {id: work, agent: worker, retry: {maxAttempts: 1}}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: twice}
            spec:
              do:
                - {id: first, agent: worker, input: "${ input }"}
                - {id: second, agent: worker, input: "${ steps.first.output }"}
            ---
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: late}
            spec:
              do:
                - {id: work, agent: hasty, retry: {maxAttempts: 1}}
            """;

    private final TestStore kind;

    @TempDir
    private Path folder;

    private QueueNode node;

    QueueTest(TestStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        node = new QueueNode(kind.fresh(folder), "");
        node.apply(DEFINITIONS);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private CompletionStage<Lease> asking(String queue, String worker, Duration wait) {
        return node.tasks.lease("default", queue, worker, 1, wait, null);
    }

    private Lease.Task leased(String worker) {
        return tasks(asking("work", worker, LONG)).getFirst();
    }

    private static List<Lease.Task> tasks(CompletionStage<Lease> answer) {
        Lease lease = await(answer);
        assertThat(lease).isInstanceOf(Lease.Tasks.class);
        return ((Lease.Tasks) lease).tasks();
    }

    private static AttemptResult.Succeeded output(String json) {
        return new AttemptResult.Succeeded(new Payload(json(json)), new Usage(1, 2, 3), 0.5);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private TaskEnd complete(String id, String worker, String json) {
        return await(node.tasks.complete("default", id, worker, output(json), Principal.SYSTEM));
    }

    private boolean isThere(String id) {
        return await(node.taskStore().get("default", id)).isPresent();
    }

    @Test
    void aWorkerGetsWhatTheAttemptIsAboutAndItsResultGoesOn() {
        String run = node.start("twice");
        Lease.Task first = leased("w1");
        JsonNode body = json(first.body());
        assertThat(first.id()).isEqualTo(run + "~1");
        assertThat(first.queue()).isEqualTo("work");
        assertThat(first.delivery()).isEqualTo(1);
        assertThat(first.leaseUntil()).isEqualTo(node.now().plus(LEASE));
        assertThat(body.path("run").asText()).isEqualTo(run);
        assertThat(body.path("step").asText()).isEqualTo("first");
        assertThat(body.path("attempt").asText()).isEqualTo(run + "~1");
        assertThat(body.at("/input/text").asText()).isEqualTo("hello");
        assertThat(body.at("/context/workflow").asText()).isEqualTo("twice");

        assertThat(complete(first.id(), "w1", "{\"answer\":1}")).isEqualTo(new TaskEnd.Recorded(true, null));
        Lease.Task second = leased("w2");
        assertThat(json(second.body()).at("/input/answer").asInt()).isEqualTo(1);
        complete(second.id(), "w2", "{\"answer\":2}");

        RunState state = node.ended(run);
        assertThat(state.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(state.end()).output())
                        .json())
                .isEqualTo(json("{\"answer\":2}"));
        assertThat(state.usage()).isEqualTo(new Usage(2, 4, 6));
        Awaiting.until(() -> !isThere(first.id()) && !isThere(second.id()));
    }

    @Test
    void anEmptyQueueAnswersAtOnceIfAskedTo() {
        assertThat(tasks(asking("work", "w1", NO_WAIT))).isEmpty();
    }

    @Test
    void whoWaitsIsWokenByANewTask() {
        CompletionStage<Lease> waiting = asking("work", "w1", LONG);
        Awaiting.until(() -> node.meters.get("baton.queue.waiters").gauge().value() == 1);
        String run = node.start("single");
        assertThat(tasks(waiting)).extracting(Lease.Task::id).containsExactly(run + "~1");
        assertThat(node.meters.get("baton.queue.waiters").gauge().value()).isZero();
    }

    @Test
    void whoWaitsInVainGetsNothingInTheEnd() {
        assertThat(tasks(asking("work", "w1", Duration.ofMillis(150)))).isEmpty();
    }

    @Test
    void aTaskThatAnotherNodePutThereIsSeen() {
        CompletionStage<Lease> waiting = asking("elsewhere", "w1", LONG);
        Awaiting.until(() -> node.meters.get("baton.queue.waiters").gauge().value() == 1);
        TaskRow foreign =
                new TaskRow("default", "other~1", "elsewhere", "other", "s", "{}", 0, node.now(), null, null, null, 0);
        await(node.taskStore().enqueue(foreign));
        assertThat(tasks(waiting)).extracting(Lease.Task::id).containsExactly("other~1");
    }

    @Test
    void firstComeFirstServedAndNoTaskForTwo() {
        List<CompletionStage<Lease>> waiting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            waiting.add(asking("work", "w" + i, LONG));
        }
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            runs.add(node.start("single") + "~1");
        }
        Set<String> handedOut = new HashSet<>();
        waiting.forEach(answer -> tasks(answer)
                .forEach(task -> assertThat(handedOut.add(task.id())).isTrue()));
        assertThat(handedOut).isEqualTo(runs);
    }

    @Test
    void aWorkerThatGaveUpWaitingGetsNothing() {
        CompletableFuture<Lease> gone = asking("work", "gone", LONG).toCompletableFuture();
        Awaiting.until(() -> node.meters.get("baton.queue.waiters").gauge().value() == 1);
        gone.cancel(true);
        node.start("single");
        assertThat(leased("here").delivery()).isLessThanOrEqualTo(2);
        assertThat(node.meters.get("baton.queue.waiters").gauge().value()).isZero();
    }

    @Test
    void severalTasksComeInOneAnswerHighestPriorityFirst() {
        int number = 0;
        for (int priority : new int[] {0, 5, 1, 5}) {
            await(node.taskStore()
                    .enqueue(new TaskRow(
                            "default",
                            "p" + number++ + "~1",
                            "many",
                            "r",
                            "s",
                            "{}",
                            priority,
                            node.now(),
                            null,
                            null,
                            null,
                            0)));
            node.pass(Duration.ofMillis(1));
        }
        List<Lease.Task> three = tasks(node.tasks.lease("default", "many", "w", 3, NO_WAIT, null));
        assertThat(three).extracting(task -> task.id()).containsExactly("p1~1", "p3~1", "p2~1");
        assertThat(tasks(asking("many", "w", NO_WAIT))).hasSize(1);
    }

    @Test
    void queuesOfOtherTenantsAreOutOfReach() {
        node.start("single");
        leased("w1");
        node.start("single");
        assertThat(tasks(node.tasks.lease("stranger", "work", "w", 10, NO_WAIT, null)))
                .isEmpty();
    }

    @Test
    void aLeaseThatEndsMakesTheTaskReadyForAnother() {
        node.start("single");
        Lease.Task task = leased("slow");
        CompletionStage<Lease> waiting = asking("work", "quick", LONG);
        node.pass(LEASE.plusSeconds(1));

        Lease.Task again = tasks(waiting).getFirst();
        assertThat(again.id()).isEqualTo(task.id());
        assertThat(again.delivery()).isEqualTo(2);
        assertThat(await(node.tasks.heartbeat("default", task.id(), "slow", null)))
                .isEqualTo(new Heartbeat.Lost("quick"));
        assertThat(complete(task.id(), "slow", "{\"answer\":1}")).isEqualTo(new TaskEnd.Lost("quick"));
        assertThat(complete(task.id(), "quick", "{\"answer\":2}")).isEqualTo(new TaskEnd.Recorded(true, null));
    }

    @Test
    void aHeartbeatKeepsTheLease() {
        node.start("single");
        Lease.Task task = leased("w1");
        for (int i = 0; i < 5; i++) {
            node.pass(LEASE.minusSeconds(1));
            assertThat(await(node.tasks.heartbeat("default", task.id(), "w1", null)))
                    .isEqualTo(new Heartbeat.Renewed(node.now().plus(LEASE)));
        }
        assertThat(tasks(asking("work", "w2", NO_WAIT))).isEmpty();
    }

    @Test
    void aLeaseMayBeAskedForWithinLimits() {
        node.start("single");
        Lease.Task task = tasks(node.tasks.lease("default", "work", "w", 1, LONG, Duration.ofDays(9)))
                .getFirst();
        assertThat(task.leaseUntil()).isEqualTo(node.now().plus(Duration.ofHours(1)));
        assertThat(await(node.tasks.heartbeat("default", task.id(), "w", Duration.ofSeconds(5))))
                .isEqualTo(new Heartbeat.Renewed(node.now().plusSeconds(5)));
    }

    @Test
    void aWorkerLearnsThatItsRunWasCancelled() {
        String run = node.start("single");
        Lease.Task task = leased("w1");
        awaitAccepted(run);
        node.tell(run, new RunCommand.Cancel("changed our mind"));

        Awaiting.until(() -> await(node.tasks.heartbeat("default", task.id(), "w1", null)) instanceof Heartbeat.Over);
        assertThat(complete(task.id(), "w1", "{\"answer\":1}")).isInstanceOf(TaskEnd.Over.class);
        assertThat(node.state(run).status()).isEqualTo(RunStatus.CANCELLED);
    }

    private void awaitAccepted(String run) {
        Awaiting.until(() -> node.state(run).status() == RunStatus.WAITING);
    }

    @Test
    void aResultToldTwiceCountsOnce() {
        String run = node.start("single");
        Lease.Task task = leased("w1");
        assertThat(complete(task.id(), "w1", "{\"answer\":1}")).isEqualTo(new TaskEnd.Recorded(true, null));
        assertThat(complete(task.id(), "w1", "{\"answer\":1}")).isEqualTo(new TaskEnd.Recorded(false, null));
        assertThat(node.ended(run).usage()).isEqualTo(new Usage(1, 2, 3));
    }

    @Test
    void anOutputOutsideTheSchemaFailsTheAttemptAndTheWorkerIsTold() {
        String run = node.start("single");
        Lease.Task task = leased("w1");
        TaskEnd end = complete(task.id(), "w1", "{\"question\":1}");

        assertThat(end).isInstanceOf(TaskEnd.Recorded.class);
        assertThat(Objects.requireNonNull(((TaskEnd.Recorded) end).invalid()).message())
                .contains("answer");
        RunState state = node.ended(run);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(state.end()).error())
                        .kind())
                .isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void aWorkerMayFailItsTask() {
        String run = node.start("single");
        Lease.Task task = leased("w1");
        RunError error = RunError.of(ErrorKind.REJECTED, "I will not read this");
        assertThat(await(node.tasks.fail("default", task.id(), "w1", error, null, Principal.SYSTEM)))
                .isEqualTo(new TaskEnd.Recorded(true, null));
        RunError cause = Objects.requireNonNull(
                Objects.requireNonNull(node.ended(run).end()).error());
        assertThat(cause.kind()).isEqualTo(ErrorKind.REJECTED);
        assertThat(cause.message()).isEqualTo("step work: I will not read this");
        Awaiting.until(() -> !isThere(task.id()));
    }

    @Test
    void nobodyEndsATaskThatIsNotTheirs() {
        String run = node.start("single");
        awaitAccepted(run);
        assertThat(complete(run + "~1", "thief", "{\"answer\":1}")).isEqualTo(new TaskEnd.Lost(null));
        assertThat(complete("no-such-run~1", "thief", "{\"answer\":1}")).isInstanceOf(TaskEnd.Over.class);
        assertThat(complete("nonsense", "thief", "{\"answer\":1}")).isInstanceOf(TaskEnd.Over.class);
        assertThat(await(node.tasks.heartbeat("default", "no-such-run~1", "thief", null)))
                .isEqualTo(new Heartbeat.Over());
        assertThat(node.state(run).status()).isEqualTo(RunStatus.WAITING);
    }

    @Test
    void aTaskThatNobodyFinishesFailsItsAttempt() {
        String run = node.start("single");
        for (int delivery = 1; delivery <= 5; delivery++) {
            assertThat(leased("crashing").delivery()).isEqualTo(delivery);
            node.pass(LEASE.plusSeconds(1));
        }
        assertThat(tasks(asking("work", "another", Duration.ofMillis(300)))).isEmpty();

        RunState state = node.ended(run);
        RunError error =
                Objects.requireNonNull(Objects.requireNonNull(state.end()).error());
        assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(error.message()).contains("5 times").contains("work");
        Awaiting.until(() -> !isThere(run + "~1"));
        assertThat(node.meters.get("baton.queue.tasks.given.up").counter().count())
                .isEqualTo(1);
    }

    @Test
    void anAttemptThatTimesOutTakesItsTaskAway() {
        String run = node.start("late");
        RunState state = node.ended(run);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(state.end()).error())
                        .kind())
                .isEqualTo(ErrorKind.TIMEOUT);
        Awaiting.until(() -> !isThere(run + "~1"));
        assertThat(tasks(asking("hurry", "w1", NO_WAIT))).isEmpty();
    }

    @Test
    void aTaskOfAnAttemptThatIsOverIsNotHandedOutAfterItsDeadline() {
        TaskRow orphan =
                new TaskRow("default", "gone~1", "work", "gone", "s", "{}", 0, node.now(), node.now(), null, null, 0);
        await(node.taskStore().enqueue(orphan));
        assertThat(tasks(asking("work", "w1", NO_WAIT))).isEmpty();
        Awaiting.until(() -> !isThere("gone~1"));
    }

    @Test
    void aResultForAnAttemptThatIsOverTakesItsTaskAway() {
        TaskRow orphan =
                new TaskRow("default", "gone~1", "work", "gone", "s", "{}", 0, node.now(), null, null, null, 0);
        await(node.taskStore().enqueue(orphan));
        Lease.Task task = leased("w1");
        assertThat(complete(task.id(), "w1", "{\"answer\":1}")).isInstanceOf(TaskEnd.Over.class);
        Awaiting.until(() -> !isThere("gone~1"));
    }

    @Test
    void lengthsOfTheQueuesAreMeasured() {
        node.close();
        node = new QueueNode(kind.fresh(folder.resolve("measured")), "measure = 50ms");
        node.apply(DEFINITIONS);
        node.start("single");
        node.start("single");
        leased("w1");
        Awaiting.until(() -> length("ready") == 1 && length("leased") == 1);
    }

    private double length(String state) {
        var gauge = node.meters
                .find("baton.queue.tasks")
                .tags("queue", "work", "state", state)
                .gauge();
        return gauge == null ? -1 : gauge.value();
    }

    @Test
    void tooManyWhoWaitAreTurnedAway() {
        node.close();
        node = new QueueNode(kind.fresh(folder.resolve("small")), "waiters-max = 3, waiters-per-queue-max = 2");
        List<CompletionStage<Lease>> waiting = List.of(asking("a", "1", LONG), asking("a", "2", LONG));
        assertThat(await(asking("a", "3", LONG))).isInstanceOf(Lease.TooManyWaiting.class);
        CompletionStage<Lease> elsewhere = asking("b", "4", LONG);
        assertThat(await(asking("c", "5", LONG))).isInstanceOf(Lease.TooManyWaiting.class);
        assertThat(waiting).noneMatch(QueueTest::isAnswered);
        assertThat(isAnswered(elsewhere)).isFalse();
    }

    private static boolean isAnswered(CompletionStage<Lease> waiting) {
        return waiting.toCompletableFuture().isDone();
    }

    @Test
    void whoWaitsIsAnsweredWhenTheNodeStops() {
        CompletionStage<Lease> waiting = asking("work", "w1", LONG);
        Awaiting.until(() -> node.meters.get("baton.queue.waiters").gauge().value() == 1);
        node.tasks.close();
        assertThat(await(waiting)).isInstanceOf(Lease.Unavailable.class);
        assertThat(await(asking("work", "w1", LONG))).isInstanceOf(Lease.Unavailable.class);
    }
}
