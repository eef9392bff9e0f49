package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.run.RunEvent.Resolution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What each pattern decides: from the start on, all that agents, people, signals, child runs and time can do next, and the
 * events that follow, a few steps deep.
 */
final class PatternTables {

    /** Happenings after the start, at most. */
    private static final int DEPTH_MAX = 3;

    /** Lines of one table, at most: the nearest to the start. */
    private static final int CASES_MAX = 70;

    /** What a person or an agent may do now, or time. */
    private record Happening(String name, TestRun.Move move) {}

    private final String spec;
    private final Map<String, List<String>> answers;

    private PatternTables(String spec, Map<String, List<String>> answers) {
        this.spec = spec;
        this.answers = answers;
    }

    /** By the name of the pattern. */
    static Map<String, PatternTables> all() {
        Map<String, PatternTables> all = new TreeMap<>();
        all.put(
                "agent",
                of("{do: [{id: a, agent: one, retry: {maxAttempts: 2, backoff: {jitter: 0}}, fallback: [two]}]}"));
        all.put(
                "sequence",
                of("{do: [{id: a, agent: one}, {id: b, set: \"${ steps.a.output }\"}, {id: c, agent: two}]}"));
        all.put(
                "parallel",
                of(
                        "{do: [{id: p, parallel: {x: [{id: a, agent: one}], y: [{id: b, agent: two}], z: [{id: c, agent: three}]},"
                                + " join: {quorum: 2}}]}"));
        all.put(
                "graph",
                of("{do: [{id: g, graph: {x: {do: [{id: a, agent: one}]}, y: {do: [{id: b, agent: two}]},"
                        + " z: {needs: [x, y], do: [{id: c, agent: three}]}}}]}"));
        all.put(
                "map",
                of("{do: [{id: m, map: {over: [1, 2, 3], concurrency: 2, do: [{id: a, agent: one}],"
                        + " onItemFailure: continue}}]}"));
        all.put(
                "loop",
                of("{do: [{id: l, loop: {do: [{id: a, agent: one}], until: \"${ steps.a.output == 'good' }\","
                                + " maxIterations: 2, onExhausted: escalate}}]}")
                        .answering("one", "'bad'", "'good'"));
        all.put(
                "switch",
                of("{do: [{id: a, agent: one}, {id: s, switch: [{when: \"${ steps.a.output == 'left' }\","
                                + " do: [{id: b, agent: two}]}], otherwise: [{id: c, agent: three}]}]}")
                        .answering("one", "'left'", "'right'"));
        all.put(
                "handoff",
                of("{do: [{id: h, handoff: {triage: {agent: desk}, targets: {bills: {description: Bills.,"
                                + " do: [{id: a, agent: one}]}, faults: {description: Faults., do: [{id: b, agent: two}]}},"
                                + " otherwise: [{id: c, agent: three}]}}]}")
                        .answering("desk", "{'target': 'bills'}", "{'target': 'nobody'}"));
        all.put(
                "manager",
                of("{do: [{id: m, manager: {agent: boss, goal: go, specialists: {one: {agent: one, mandate: Does it.}},"
                                + " maxRounds: 2, maxTasks: 3}}]}")
                        .answering(
                                "boss",
                                "{'tasks': [{'id': 't', 'specialist': 'one'}, {'id': 'u', 'specialist': 'one', 'needs': ['t']}]}",
                                "{'tasks': [{'id': 't', 'specialist': 'nobody'}]}",
                                "{'answer': 1}"));
        all.put(
                "groupChat",
                of("{do: [{id: g, groupChat: {topic: what, participants: [{name: ann, agent: one, mandate: Says.},"
                                + " {name: bob, agent: two, mandate: Says.}], moderator: roundRobin,"
                                + " until: \"${ size(transcript) >= 3 }\", maxTurns: 3, owner: ann, onExhausted: owner}}]}")
                        .answering("one", "{'says': 'a'}")
                        .answering("two", "{'says': 'b'}"));
        all.put(
                "approval",
                of(
                        "{do: [{id: ok, approval: {approvals: 2, expiresIn: PT1H, onExpiry: escalate}}, {id: a, agent: one}]}"));
        all.put(
                "wait",
                of("{do: [{id: w, wait: {first: {paid: {signal: paid}, late: {for: PT1H}}}}, {id: v, wait: {signal: go,"
                        + " timeout: PT2H}}]}"));
        all.put("workflow", of("{do: [{id: c, workflow: known, onFailure: escalate}, {id: a, agent: one}]}"));
        all.put(
                "compensate",
                of("{do: [{id: a, agent: one, compensate: [{id: x, agent: undo-one}]}, {id: b, agent: two,"
                        + " compensate: [{id: y, agent: undo-two}]}, {id: c, agent: three}], onCancel: compensate}"));
        return all;
    }

    private static PatternTables of(String spec) {
        return new PatternTables(spec, Map.of());
    }

    /** @param json with single quotes */
    private PatternTables answering(String agent, String... json) {
        Map<String, List<String>> more = new LinkedHashMap<>(answers);
        more.put(agent, List.of(json));
        return new PatternTables(spec, more);
    }

    /** One line for each thing that can happen: what happened before, that, and the events that follow. */
    String text() {
        StringBuilder text = new StringBuilder();
        Deque<List<Happening>> waiting = new ArrayDeque<>();
        waiting.add(List.of(new Happening("start", TestRun.start("in"))));
        for (int cases = 0; cases < CASES_MAX && !waiting.isEmpty(); cases++) {
            List<Happening> history = waiting.remove();
            TestRun run = run();
            history.subList(0, history.size() - 1).forEach(before -> run.given(before.move()));
            List<String> events = run.when(history.getLast().move());
            text.append(history.stream().map(Happening::name).collect(Collectors.joining(" > ")))
                    .append('\n');
            events.forEach(event -> text.append("    ").append(event).append('\n'));
            if (history.size() <= DEPTH_MAX) {
                next(run).forEach(happening -> {
                    List<Happening> longer = new ArrayList<>(history);
                    longer.add(happening);
                    waiting.add(longer);
                });
            }
        }
        return text.toString();
    }

    private TestRun run() {
        Compiled compiled = WorkflowCompiler.compile(
                "{apiVersion: baton/v1, kind: Workflow, metadata: {name: w}, spec: %s}".formatted(spec));
        assertThat(compiled.problems()).isEmpty();
        return TestRun.of(compiled.workflows().getFirst().plan(), RandomWorkflow.WORKFLOWS);
    }

    private List<Happening> next(TestRun run) {
        List<Happening> next = new ArrayList<>();
        for (StepState step : run.state().busySteps()) {
            next.addAll(next(step, Objects.requireNonNull(step.activity())));
        }
        run.state().nextDue().ifPresent(due -> next.add(new Happening("time", TestRun.due())));
        if (!run.state().ended()) {
            next.add(new Happening("cancel", TestRun.cancel()));
        }
        return next;
    }

    private List<Happening> next(StepState step, Activity activity) {
        String path = step.path();
        return switch (activity) {
            case Activity.Attempting open -> agent(path, open.agent());
            case Activity.AwaitingApproval approval -> {
                // Somebody else each time.
                String voter = "voter-" + (approval.votes().size() + 1);
                yield List.of(
                        new Happening(path + " yes", run -> vote(run, approval.approval(), voter, true)),
                        new Happening(path + " no", run -> vote(run, approval.approval(), voter, false)));
            }
            case Activity.AwaitingChild ignored ->
                List.of(
                        new Happening(path + "'s run completes", TestRun.childCompletes(path, 1)),
                        new Happening(path + "'s run fails", TestRun.childFails(path, ErrorKind.REJECTED)));
            case Activity.AwaitingSignal signal ->
                List.of(new Happening("signal " + signal.signal(), TestRun.signal(signal.signal(), 1)));
            case Activity.AwaitingFirst several ->
                several.contenders().stream()
                        .map(RunEvent.Contender::signal)
                        .filter(Objects::nonNull)
                        .map(signal -> new Happening("signal " + signal, TestRun.signal(signal, 1)))
                        .toList();
            case Activity.AwaitingPerson person ->
                List.of(
                        new Happening(path + " again", TestRun.resolve(person.incident(), Resolution.RETRY)),
                        new Happening(path + " skipped", TestRun.resolve(person.incident(), Resolution.SKIP)));
            case Activity.Containing ignored -> List.of();
            case Activity.Held ignored -> List.of();
            case Activity.Backoff ignored -> List.of();
            case Activity.AwaitingTime ignored -> List.of();
        };
    }

    private List<Happening> agent(String path, String agent) {
        List<Happening> next = new ArrayList<>();
        for (String json : answers.getOrDefault(agent, List.of("1"))) {
            Object answer = Json.parse(json.replace('\'', '"'));
            next.add(new Happening(path + " answers " + json, TestRun.succeeds(path, answer)));
        }
        // Only where it is about that is it tried again.
        ErrorKind kind = spec.contains("retry") ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED;
        next.add(new Happening(path + " fails", TestRun.fails(path, kind)));
        return next;
    }

    private static RunCommand vote(TestRun run, String approval, String voter, boolean approve) {
        run.as(new Principal(Principal.Kind.PERSON, voter, null));
        return new RunCommand.DecideApproval(approval, approve, null, null);
    }
}
