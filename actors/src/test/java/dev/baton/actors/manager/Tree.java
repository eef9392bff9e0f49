package dev.baton.actors.manager;

import static dev.baton.actors.manager.Managers.GENEROUS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.RegionPolicy;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.pattern.WorkflowStep;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.ChildRun.ParentClose;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.WorkflowPlan;
import dev.baton.config.EngineSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/** Managers that reach each other, as they do through the shards; each comes into memory when it is told something. */
final class Tree {

    private final Managers managers;
    private final String prefix;
    private final Map<String, WorkflowDefinition> workflows = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final ActorRef<Shard.Message> shard;
    private final TestProbe<RunAnswer> replies;
    private final Engine engine;
    final JournalledDeliveries deliveries;

    /** What does not come through. */
    volatile Predicate<Delivery> lost = delivery -> false;

    /** @param prefix of the ids of this tree's runs: all trees share a journal */
    Tree(Managers managers, String prefix, AgentCaller agents) {
        this.managers = managers;
        this.prefix = prefix;
        replies = managers.kit.createTestProbe();
        deliveries = new JournalledDeliveries(managers.journal, () -> known);
        engine = new Engine(
                EngineSettings.of(managers.kit.system().settings().config()),
                new Definitions(),
                agents,
                deliveries,
                Managers.history(managers.journal),
                new RunMetrics(managers.meters, InstantSource.system()),
                InstantSource.system(),
                () -> managers.store,
                managers.room);
        TestProbe<ClusterSharding.ShardCommand> parking = managers.kit.createTestProbe();
        shard = managers.kit.spawn(Shard.create(run ->
                RunManager.create(new RunKey("default", run), parking.ref(), engine, this::pass, Residency.ANYWHERE)));
    }

    /** The name of a workflow is its digest too. */
    Tree workflow(String name, Step... steps) {
        WorkflowPlan plan = WorkflowPlan.of(SequenceStep.root(List.of(steps)), null, null);
        workflows.put(name, new WorkflowDefinition(name, "", Map.of(), null, plan, RegionPolicy.ANYWHERE, name, "{}"));
        return this;
    }

    static WorkflowStep child(String id, String workflow) {
        return child(id, workflow, ParentClose.CANCEL);
    }

    static WorkflowStep child(String id, String workflow, ParentClose close) {
        return new WorkflowStep(id, Step.StepSettings.DEFAULT, workflow, null, null, null, close);
    }

    String id(String suffix) {
        return prefix + suffix;
    }

    private void pass(RunKey run, RunMessage message) {
        if (message instanceof RunMessage.Told told && lost.test(told.delivery())) {
            return;
        }
        tell(run.runId(), message);
    }

    private void tell(String run, RunMessage message) {
        known.add(run);
        shard.tell(new Shard.Pass(run, message));
    }

    /** All out of memory at once, with what was not written. */
    void killAll() {
        TestProbe<Done> killed = managers.kit.createTestProbe();
        shard.tell(new Shard.KillAll(killed.ref()));
        Done ignored = killed.receiveMessage(GENEROUS);
    }

    /** As after the start of a node: who has something to tell comes back. */
    void wakeSenders() {
        deliveries
                .senders(null, 1_000)
                .toCompletableFuture()
                .join()
                .forEach(run -> shard.tell(new Shard.Bring(run.runId())));
    }

    Runs.Reply start(String suffix, String workflow) {
        return ask(
                suffix,
                new RunCommand.Start(
                        id(suffix),
                        workflow,
                        1,
                        workflow,
                        new Payload(IntNode.valueOf(1)),
                        Map.of(),
                        0,
                        null,
                        "request",
                        null));
    }

    Runs.Reply ask(String suffix, RunCommand command) {
        tell(id(suffix), new RunMessage.Ask(command, Principal.ANONYMOUS, "test", Runs.Detail.ALL, replies.ref()));
        return ((RunAnswer.Given) replies.receiveMessage(GENEROUS)).reply();
    }

    RunState awaitEnd(String suffix) {
        tell(id(suffix), new RunMessage.AwaitEnd(Instant.now().plus(GENEROUS), Runs.Detail.ALL, replies.ref()));
        return Managers.state(replies.receiveMessage(GENEROUS));
    }

    /** What its commits say, whether or not it is in memory. */
    List<RunEvent> history(String suffix) {
        return commits(suffix).stream()
                .flatMap(commit -> commit.events().stream())
                .toList();
    }

    List<Commit> commits(String suffix) {
        return managers.journal.persistedInStorage("Run|default/" + id(suffix)).stream()
                .map(Commit.class::cast)
                .toList();
    }

    int runs() {
        return known.size();
    }

    void eventually(Runnable assertion) {
        managers.kit.createTestProbe().awaitAssert(GENEROUS, () -> {
            assertion.run();
            return true;
        });
    }

    void nothingIsLeftToTell() {
        eventually(() -> assertThat(deliveries.open()).isEmpty());
    }

    private final class Definitions implements Catalog {

        @Override
        public Optional<AgentDefinition> agent(String tenant, String name) {
            return Optional.of(new AgentDefinition(
                    name,
                    "",
                    "",
                    Map.of(),
                    new AgentDefinition.Connector("test", NullNode.getInstance()),
                    null,
                    null,
                    new AgentDefinition.Limits(10, GENEROUS),
                    "d",
                    "{}"));
        }

        @Override
        public KnownWorkflows known(String tenant) {
            return (name, version) -> find(name).map(found -> new KnownWorkflows.Known(1, name, null));
        }

        private Optional<WorkflowDefinition> find(@Nullable String name) {
            return name == null ? Optional.empty() : Optional.ofNullable(workflows.get(name));
        }

        @Override
        public Optional<WorkflowDefinition> workflow(String tenant, String digest) {
            return find(digest);
        }

        @Override
        public CompletionStage<Optional<WorkflowDefinition>> loadWorkflow(String tenant, String digest) {
            return CompletableFuture.completedFuture(find(digest));
        }
    }
}
