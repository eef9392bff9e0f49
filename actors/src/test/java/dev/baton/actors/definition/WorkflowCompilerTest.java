package dev.baton.actors.definition;

import static dev.baton.actors.definition.FixedScope.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.Aggregate;
import dev.baton.actors.pattern.ApprovalStep;
import dev.baton.actors.pattern.GraphStep;
import dev.baton.actors.pattern.GroupChatStep;
import dev.baton.actors.pattern.HandoffStep;
import dev.baton.actors.pattern.Join;
import dev.baton.actors.pattern.LoopStep;
import dev.baton.actors.pattern.ManagerStep;
import dev.baton.actors.pattern.ParallelStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.pattern.SetStep;
import dev.baton.actors.pattern.SwitchStep;
import dev.baton.actors.pattern.Triage;
import dev.baton.actors.pattern.Until;
import dev.baton.actors.pattern.WaitStep;
import dev.baton.actors.pattern.WorkflowStep;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.FailureRules;
import dev.baton.actors.run.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowCompilerTest {

    @Test
    void compilesTheExampleOfTheDesign() {
        Compiled compiled = WorkflowCompiler.compile(Examples.LICENSE_REVIEW);

        assertThat(compiled.problems()).isEmpty();
        WorkflowDefinition workflow = compiled.workflows().getFirst();
        assertThat(workflow.name()).isEqualTo("license-review");
        assertThat(workflow.labels()).containsOnly(Map.entry("domain", "legal"));
        assertThat(workflow.plan().timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(workflow.plan().root().children())
                .extracting(Step::id)
                .containsExactly("extract", "checks", "summary", "signoff");
        assertThat(workflow.digest()).matches("[0-9a-f]{64}");
        assertThat(compiled.agents().getFirst()).satisfies(agent -> {
            assertThat(agent.name()).isEqualTo("clause-extractor");
            assertThat(agent.owner()).isEqualTo("legal-ops");
            assertThat(agent.mandate()).isEqualTo("Extracts the clauses of a licence text.");
            assertThat(agent.connector())
                    .isEqualTo(new AgentDefinition.Connector("http", json("{'url': 'http://127.0.0.1:9101/extract'}")));
            assertThat(agent.limits()).isEqualTo(new AgentDefinition.Limits(20, Duration.ofSeconds(30)));
        });
    }

    @Test
    void refusesAWorkflowThatAsksForAModelThatIsNotThere() {
        Compiled without = WorkflowCompiler.compile(Examples.EVERYTHING, null, null, false);

        assertThat(without.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("handoff.no-model");
            assertThat(problem.path()).endsWith("/handoff/triage/model");
            assertThat(problem.hint()).contains("module 'intent'");
        });
    }

    @Test
    void compilesTheShippedExample() throws IOException {
        for (String file : List.of("workflow.yaml", "agents.yaml")) {
            assertThat(WorkflowCompiler.compile(Files.readString(Path.of("../examples/license-review", file)))
                            .problems())
                    .as(file)
                    .isEmpty();
        }
    }

    @Test
    void readsEveryKeyOfEveryKindOfStep() {
        Compiled compiled = WorkflowCompiler.compile(Examples.EVERYTHING);
        assertThat(compiled.problems()).isEmpty();
        WorkflowDefinition workflow = compiled.workflows().getFirst();

        assertThat(step(workflow, "ask", AgentStep.class)).satisfies(ask -> {
            assertThat(ask.settings()).isEqualTo(new Step.StepSettings(Step.OnFailure.CONTINUE, "Asks somebody."));
            assertThat(ask.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(ask.retry())
                    .isEqualTo(new RetryPolicy(
                            5,
                            Duration.ofMillis(500),
                            1.5,
                            Duration.ofSeconds(20),
                            0,
                            Set.of(ErrorKind.TIMEOUT, ErrorKind.INVALID_OUTPUT)));
            assertThat(ask.fallback()).containsExactly("second", "third");
        });
        assertThat(step(workflow, "fan", ParallelStep.class)).satisfies(fan -> {
            assertThat(fan.branches().keySet()).containsExactly("four", "one", "two");
            assertThat(fan.branches().get("one")).isInstanceOf(SetStep.class);
            assertThat(fan.branches().get("two"))
                    .isInstanceOfSatisfying(
                            SequenceStep.class, list -> assertThat(list.id()).isEqualTo("fan.two"));
            assertThat(fan.join()).isEqualTo(new Join.Quorum(2));
            assertThat(fan.aggregate()).isNotNull();
            assertThat(fan.settings().onFailure()).isEqualTo(FailureRules.always(Step.OnFailure.ESCALATE));
        });
        assertThat(step(workflow, "vote", ParallelStep.class)).satisfies(vote -> {
            assertThat(vote.join()).isInstanceOfSatisfying(Join.Agree.class, agree -> {
                assertThat(agree.count()).isEqualTo(2);
                assertThat(Objects.requireNonNull(agree.on()).source()).isEqualTo("output.verdict");
            });
            assertThat(vote.aggregate())
                    .isInstanceOfSatisfying(
                            Aggregate.ByAgent.class,
                            by -> assertThat(by.step().fallback()).containsExactly("first"));
            assertThat(vote.children()).extracting(Step::id).containsExactly("ann", "bob", "vote.aggregate");
        });
        assertThat(step(workflow, "route", SwitchStep.class)).satisfies(route -> {
            assertThat(route.cases()).extracting(one -> one.body().id()).containsExactly("big", "route.1");
            assertThat(route.otherwise()).extracting(Step::id).isEqualTo("small");
        });
        assertThat(step(workflow, "credit", WorkflowStep.class)).satisfies(credit -> {
            assertThat(credit.workflow()).isEqualTo("credit-check");
            assertThat(credit.version()).isEqualTo(2);
            assertThat(credit.input()).isNotNull();
            assertThat(credit.timeout()).isEqualTo(Duration.ofHours(4));
            assertThat(credit.parentClose()).isEqualTo(ChildRun.ParentClose.ABANDON);
        });
        assertThat(step(workflow, "net", GraphStep.class)).satisfies(net -> {
            assertThat(net.nodes().keySet()).containsExactly("both", "left", "right");
            assertThat(Objects.requireNonNull(net.nodes().get("both")).needs()).containsExactly("left", "right");
            assertThat(Objects.requireNonNull(net.nodes().get("left")).needs()).isEmpty();
            assertThat(Objects.requireNonNull(net.nodes().get("right")).body().id())
                    .isEqualTo("net.right");
            assertThat(net.aggregate()).isNotNull();
        });
        assertThat(step(workflow, "desk", HandoffStep.class)).satisfies(desk -> {
            assertThat(desk.triage()).isInstanceOfSatisfying(Triage.ByAgent.class, triage -> {
                assertThat(triage.step().id()).isEqualTo("desk.triage");
                assertThat(triage.step().agent()).isEqualTo("first");
                assertThat(triage.step().input()).isNotNull();
                assertThat(triage.step().timeout()).isEqualTo(Duration.ofSeconds(5));
                assertThat(triage.step().retry().maxAttempts()).isEqualTo(2);
            });
            assertThat(desk.targets().keySet()).containsExactly("hard", "simple");
            assertThat(Objects.requireNonNull(desk.targets().get("hard")).description())
                    .isEqualTo("The rest.");
            assertThat(Objects.requireNonNull(desk.targets().get("hard")).body().id())
                    .isEqualTo("desk.hard");
            assertThat(desk.minConfidence()).isEqualTo(0.7);
            assertThat(desk.otherwise()).extracting(Step::id).isEqualTo("somebody");
            assertThat(desk.maxHops()).isEqualTo(2);
            assertThat(desk.revisit()).isTrue();
            assertThat(desk.context()).isNotNull();
        });
        assertThat(step(workflow, "pick", HandoffStep.class)).satisfies(pick -> {
            assertThat(pick.triage()).isInstanceOf(Triage.ByExpression.class);
            assertThat(pick.minConfidence()).isZero();
            assertThat(pick.otherwise()).isNull();
            assertThat(pick.maxHops()).isEqualTo(3);
            assertThat(pick.revisit()).isFalse();
        });
        assertThat(step(workflow, "sort", HandoffStep.class)).satisfies(sort -> {
            assertThat(sort.triage()).isInstanceOfSatisfying(Triage.ByModel.class, triage -> {
                assertThat(triage.step().id()).isEqualTo("sort.triage");
                assertThat(triage.step().agent()).isEqualTo(BuiltInAgents.INTENT);
                assertThat(triage.message()).isNotNull();
                assertThat(triage.minMargin()).isEqualTo(0.1);
            });
            assertThat(Objects.requireNonNull(sort.targets().get("bills")).examples())
                    .containsExactly("I was charged twice.");
        });
        assertThat(step(workflow, "talk", GroupChatStep.class)).satisfies(talk -> {
            assertThat(talk.topic()).isNotNull();
            assertThat(talk.participants())
                    .extracting(GroupChatStep.Participant::name)
                    .containsExactly("zoe", "ann");
            assertThat(talk.participants().getFirst()).satisfies(zoe -> {
                assertThat(zoe.mandate()).isEqualTo("Speaks for the last.");
                assertThat(zoe.step().id()).isEqualTo("talk.zoe");
                assertThat(zoe.step().timeout()).isEqualTo(Duration.ofSeconds(5));
                assertThat(zoe.step().retry().maxAttempts()).isEqualTo(2);
                assertThat(zoe.step().settings().onFailure()).isEqualTo(FailureRules.always(Step.OnFailure.CONTINUE));
            });
            assertThat(talk.moderator())
                    .isInstanceOfSatisfying(
                            GroupChatStep.Moderator.ByAgent.class,
                            moderator -> assertThat(moderator.step().agent()).isEqualTo("third"));
            assertThat(talk.until()).isNotNull();
            assertThat(talk.maxTurns()).isEqualTo(7);
            assertThat(talk.owner()).isEqualTo("zoe");
            assertThat(talk.onExhausted()).isEqualTo(GroupChatStep.OnExhausted.OWNER);
        });
        assertThat(step(workflow, "chatter", GroupChatStep.class)).satisfies(chatter -> {
            assertThat(chatter.moderator()).isInstanceOf(GroupChatStep.Moderator.ByExpression.class);
            assertThat(chatter.until()).isNull();
            assertThat(chatter.owner()).isNull();
            assertThat(chatter.onExhausted()).isEqualTo(GroupChatStep.OnExhausted.ACCEPT);
        });
        assertThat(step(workflow, "buy", ManagerStep.class)).satisfies(buy -> {
            assertThat(buy.agent().id()).isEqualTo("buy.plan");
            assertThat(buy.agent().agent()).isEqualTo("first");
            assertThat(buy.agent().timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(buy.agent().retry().maxAttempts()).isEqualTo(4);
            assertThat(buy.agent().fallback()).containsExactly("second");
            assertThat(buy.goal()).isNotNull();
            assertThat(buy.specialists()).containsOnlyKeys("zoe", "ann");
            assertThat(Objects.requireNonNull(buy.specialists().get("zoe"))).satisfies(zoe -> {
                assertThat(zoe.mandate()).isEqualTo("Compares prices.");
                assertThat(Objects.requireNonNull(zoe.schema()).violations(json("{}")))
                        .hasSize(1);
                assertThat(zoe.step())
                        .isInstanceOfSatisfying(
                                AgentStep.class,
                                step -> assertThat(step.id() + step.fallback() + step.timeout())
                                        .isEqualTo("buy.zoe[third]PT5S"));
            });
            assertThat(Objects.requireNonNull(buy.specialists().get("ann")).step())
                    .isInstanceOfSatisfying(
                            WorkflowStep.class,
                            step -> assertThat(step.id() + " " + step.workflow() + " " + step.version())
                                    .isEqualTo("buy.ann legal-review 2"));
            assertThat(buy.maxRounds()).isEqualTo(4);
            assertThat(buy.maxTasks()).isEqualTo(20);
            assertThat(buy.maxDepth()).isEqualTo(3);
            assertThat(buy.onExhausted()).isEqualTo(ManagerStep.OnExhausted.ESCALATE);
        });
        assertThat(step(workflow, "simply", ManagerStep.class)).satisfies(simply -> {
            assertThat(simply.goal()).isNull();
            assertThat(simply.maxRounds()).isEqualTo(10);
            assertThat(simply.maxTasks()).isEqualTo(50);
            assertThat(simply.maxDepth()).isEqualTo(20);
            assertThat(simply.onExhausted()).isEqualTo(ManagerStep.OnExhausted.FAIL);
        });
        assertThat(step(workflow, "block", SequenceStep.class).children()).hasSize(1);
        assertThat(step(workflow, "again", LoopStep.class)).satisfies(again -> {
            assertThat(again.maxIterations()).isEqualTo(3);
            assertThat(again.onExhausted()).isEqualTo(LoopStep.OnExhausted.ACCEPT);
            assertThat(again.body().id()).isEqualTo("turn");
        });
        assertThat(step(workflow, "gate", ApprovalStep.class)).satisfies(gate -> {
            assertThat(gate.deciders().roles()).containsExactly("legal");
            assertThat(gate.notBy().principals()).containsExactly("alice", "bob");
            assertThat(gate.edits()).isTrue();
            assertThat(gate.expiresIn()).isEqualTo(Duration.ofHours(1));
            assertThat(gate.onExpiry()).isEqualTo(ApprovalStep.OnExpiry.ESCALATE);
            assertThat(gate.subject()).isNotNull();
        });
        assertThat(step(workflow, "pause", WaitStep.class).until()).isEqualTo(new Until.Elapsed(Duration.ofSeconds(1)));
        assertThat(step(workflow, "paid", WaitStep.class).until()).isEqualTo(new Until.Signalled("payment", null));
        for (String id : List.of("later", "fixed")) {
            assertThat(step(workflow, id, WaitStep.class).until())
                    .isInstanceOfSatisfying(
                            Until.Time.class,
                            time -> assertThat(time.instant().evaluate(FixedScope.of("{}")))
                                    .isEqualTo(new Evaluation.Value(json("'2027-01-01T00:00:00Z'"))));
        }
    }

    @Test
    void usesTheDocumentedDefaults() {
        WorkflowDefinition workflow = compile("    - {id: a, agent: x}\n    - {id: g, approval: {}}\n"
                + "    - {id: p, parallel: {one: [{id: b, agent: y, retry: {maxAttempts: 1}}]}}\n");

        assertThat(step(workflow, "a", AgentStep.class)).satisfies(a -> {
            assertThat(a.settings()).isEqualTo(Step.StepSettings.DEFAULT);
            assertThat(a.input()).isNull();
            assertThat(a.timeout()).isNull();
            assertThat(a.retry()).isEqualTo(RetryPolicy.DEFAULT);
            assertThat(a.fallback()).isEmpty();
        });
        assertThat(step(workflow, "b", AgentStep.class).retry().maxAttempts()).isEqualTo(1);
        assertThat(step(workflow, "b", AgentStep.class).retry().initial()).isEqualTo(RetryPolicy.DEFAULT.initial());
        assertThat(step(workflow, "p", ParallelStep.class).join()).isEqualTo(new Join.All());
        assertThat(step(workflow, "g", ApprovalStep.class)).satisfies(gate -> {
            assertThat(gate.deciders().isEmpty()).isTrue();
            assertThat(gate.edits()).isFalse();
            assertThat(gate.expiresIn()).isNull();
            assertThat(gate.onExpiry()).isEqualTo(ApprovalStep.OnExpiry.DENY);
        });
        assertThat(workflow.plan().timeout()).isNull();
        assertThat(workflow.plan().output()).isNull();
        assertThat(workflow.input()).isNull();
    }

    @Test
    void compilesTheGoodOnesOfATextAndRefusesTheOthers() {
        Compiled compiled =
                WorkflowCompiler.compile(Examples.LICENSE_REVIEW + "---\napiVersion: baton/v1\nkind: Agent\n"
                        + "metadata: {name: broken, owner: o}\nspec: {mandate: m, connector: {smoke: {}}}\n");

        assertThat(compiled.hasErrors()).isTrue();
        assertThat(compiled.workflows()).hasSize(1);
        assertThat(compiled.agents()).extracting(AgentDefinition::name).containsExactly("clause-extractor");
        assertThat(compiled.problems()).extracting(Problem::line).containsExactly(34);
    }

    @Test
    void warnsOfAgentsThatNobodyHasAppliedYet() {
        Compiled compiled = WorkflowCompiler.compile(
                Examples.LICENSE_REVIEW, Set.of("copyleft-checker", "patent-checker", "summary-writer"), null);

        assertThat(compiled.hasErrors()).isFalse();
        assertThat(compiled.workflows()).hasSize(1);
        assertThat(compiled.problems())
                .extracting(Problem::toString)
                .containsExactly("16:69 WARNING agent.unknown at '/spec/do/2/loop/do/1/agent':"
                        + " There is no agent 'summary-evaluator' yet (There are clause-extractor, copyleft-checker,"
                        + " patent-checker, summary-writer.)");
    }

    @Test
    void checksTheInputOfARunByItsSchema() {
        SchemaCheck input = Objects.requireNonNull(WorkflowCompiler.compile(Examples.LICENSE_REVIEW)
                .workflows()
                .getFirst()
                .input());

        assertThat(input.violations(json("{'text': 'x'}"))).isEmpty();
        assertThat(input.violations(json("{'text': 7}"))).containsExactly("/text: integer found, string expected");
        assertThat(input.violations(json("{}"))).containsExactly("required property 'text' not found");
        assertThat(input.violations(json("[]"))).containsExactly("array found, object expected");
    }

    @Test
    void restoresADefinitionFromItsCanonicalForm() {
        for (String source : List.of(Examples.LICENSE_REVIEW, Examples.EVERYTHING)) {
            WorkflowDefinition applied =
                    WorkflowCompiler.compile(source).workflows().getFirst();

            WorkflowDefinition restored = WorkflowCompiler.fromCanonical(applied.canonical());

            assertThat(restored.digest()).isEqualTo(applied.digest());
            assertThat(restored.canonical()).isEqualTo(applied.canonical());
            assertThat(restored.name()).isEqualTo(applied.name());
            assertThat(restored.description()).isEqualTo(applied.description());
            assertThat(restored.labels()).isEqualTo(applied.labels());
            assertThat(Shapes.of(restored)).isEqualTo(Shapes.of(applied));
            assertThat(WorkflowCompiler.compile(restored.canonical()).problems())
                    .isEmpty();
        }
    }

    @Test
    void restoresAnAgentFromItsCanonicalForm() {
        AgentDefinition applied =
                WorkflowCompiler.compile(Examples.LICENSE_REVIEW).agents().getFirst();

        assertThat(WorkflowCompiler.agentFromCanonical(applied.canonical())).isEqualTo(applied);
    }

    @Test
    void restoresADefinitionThatWouldBeRefusedToday() {
        String once = "{\"apiVersion\":\"baton/v1\",\"kind\":\"Workflow\",\"metadata\":{\"name\":\"old one\"},"
                + "\"spec\":{\"do\":[{\"id\":\"a\",\"set\":\"${ steps.b.output }\"}]}}";

        assertThat(WorkflowCompiler.compile(once).hasErrors()).isTrue();
        assertThat(WorkflowCompiler.fromCanonical(once).plan().step("a")).isInstanceOf(SetStep.class);
    }

    @Test
    void doesNotRestoreWhatNeverWasADefinition() {
        assertThatThrownBy(() -> WorkflowCompiler.fromCanonical("[]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WorkflowCompiler.fromCanonical("{")).isInstanceOf(IllegalArgumentException.class);
    }

    private static WorkflowDefinition compile(String steps) {
        Compiled compiled = WorkflowCompiler.compile(
                "apiVersion: baton/v1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  do:\n" + steps);
        assertThat(compiled.problems()).isEmpty();
        return compiled.workflows().getFirst();
    }

    private static <S extends Step> S step(WorkflowDefinition workflow, String id, Class<S> type) {
        return type.cast(workflow.plan().step(id));
    }
}
