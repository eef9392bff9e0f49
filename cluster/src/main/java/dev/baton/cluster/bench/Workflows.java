package dev.baton.cluster.bench;

import java.util.Locale;

/** The definitions that the workloads run, of 1 KB steps without any work. */
final class Workflows {

    static final int CHAIN_STEPS = 10;
    static final int LONG_CHAIN_STEPS = 50;
    static final int FAN_STEPS = 50;

    static final String CHAIN_IN_PROCESS = "bench-chain-in-process";
    static final String CHAIN_HTTP = "bench-chain-http";
    static final String LONG_CHAIN_HTTP = "bench-long-chain-http";
    static final String CHAIN_HTTP_SLOW = "bench-chain-http-slow";
    static final String FAN_IN_PROCESS = "bench-fan-in-process";
    static final String FAN_HTTP = "bench-fan-http";
    static final int LOOPS = 5;
    static final int MAP_ITEMS = 10_000;
    static final int TREE_BRANCHES = 40;
    static final int TREE_LEAVES = 24;

    static final String HANDOFF = "bench-handoff";
    static final String LOOP = "bench-loop";
    static final String MAP = "bench-map";
    static final String MAP_OF_VALUES = "bench-map-of-values";
    static final String TREE = "bench-tree";
    private static final String CONVERSATION =
            "maxTurns: " + BenchModel.TURNS + ", tools: [{agent: " + BenchModel.LOOK_UP + "}]";
    private static final String BRANCH = "bench-tree-branch";
    private static final String LEAF = "bench-tree-leaf";

    static final String WAIT_SIGNAL = "bench-wait-signal";
    static final String WAIT_TIME = "bench-wait-time";
    static final String SIGNAL = "approval";

    /** A model that speaks, for those who listen. */
    static final String SPEECH = "bench-speech";

    /** A conversation, recorded in the events, and apart from them. */
    static final String TALK = "bench-talk";

    static final String TALK_APART = "bench-talk-apart";

    private Workflows() {}

    /** @param agentUrl where the {@link BenchAgent} listens */
    static String definitions(String agentUrl) {
        return String.join(
                "---\n",
                agent("bench-no-op", "expression: {output: \"${ {'ok': true, 'data': input.data} }\"}"),
                agent("bench-http", "http: {url: \"" + agentUrl + "/step\"}"),
                agent("bench-http-slow", "http: {url: \"" + agentUrl + "/step?delay=20\"}"),
                chain(CHAIN_IN_PROCESS, "bench-no-op", CHAIN_STEPS),
                chain(CHAIN_HTTP, "bench-http", CHAIN_STEPS),
                chain(LONG_CHAIN_HTTP, "bench-http", LONG_CHAIN_STEPS),
                chain(CHAIN_HTTP_SLOW, "bench-http-slow", CHAIN_STEPS),
                fan(FAN_IN_PROCESS, "bench-no-op"),
                fan(FAN_HTTP, "bench-http"),
                handoff(agentUrl),
                loop(),
                workflow(MAP, each("bench-http", "agent"), "{ok: true}"),
                workflow(
                        MAP_OF_VALUES,
                        "    - {id: each, map: {over: \"${ input.items }\", do: [{id: value, set: \"${ item }\"}]}}\n",
                        "{ok: true}"),
                workflow(TREE, each(BRANCH, "workflow"), "{ok: true}"),
                workflow(BRANCH, each(LEAF, "workflow"), "{ok: true}"),
                workflow(LEAF, "    - {id: work, agent: bench-http}\n", "{ok: true}"),
                agent("bench-speaker", model(agentUrl + "/speech", "stream: true")),
                workflow(SPEECH, "    - {id: speak, agent: bench-speaker}\n", "{ok: true}"),
                agent(BenchModel.LOOK_UP, "http: {url: \"" + agentUrl + "/look-up\"}"),
                agent("bench-talker", model(agentUrl + "/talk", CONVERSATION)),
                agent("bench-talker-apart", model(agentUrl + "/talk", CONVERSATION + ", contents: reference")),
                workflow(TALK, "    - {id: talk, agent: bench-talker}\n", "{ok: true}"),
                workflow(TALK_APART, "    - {id: talk, agent: bench-talker-apart}\n", "{ok: true}"),
                workflow(WAIT_SIGNAL, "    - {id: wait, wait: {signal: " + SIGNAL + "}}\n", "{ok: true}"),
                workflow(WAIT_TIME, "    - {id: wait, wait: {until: \"${ input.dueAt }\"}}\n", "{ok: true}"));
    }

    private static String model(String url, String settings) {
        return "llm: {models: [{model: bench, url: \"" + url + "\"}], " + settings + "}";
    }

    private static String agent(String name, String connector) {
        return """
                apiVersion: baton/v1
                kind: Agent
                metadata: {name: %s}
                spec:
                  connector: {%s}
                  limits: {concurrency: 10000}
                """.formatted(name, connector);
    }

    private static String workflow(String name, String steps, String output) {
        return """
                apiVersion: baton/v1
                kind: Workflow
                metadata: {name: %s}
                spec:
                  do:
                %s  output: %s
                """.formatted(name, steps, output);
    }

    private static String chain(String name, String agent, int count) {
        StringBuilder steps = new StringBuilder();
        for (int step = 0; step < count; step++) {
            steps.append(String.format(Locale.ROOT, "    - {id: step%d, agent: %s}%n", step, agent));
        }
        return workflow(name, steps.toString(), "{ok: true}");
    }

    private static String fan(String name, String agent) {
        StringBuilder steps = new StringBuilder("    - id: fan\n      parallel:\n");
        for (int step = 0; step < FAN_STEPS; step++) {
            steps.append(String.format(Locale.ROOT, "        b%d: [{id: step%d, agent: %s}]%n", step, step, agent));
        }
        return workflow(name, steps.append("      join: all\n").toString(), "{joined: " + FAN_STEPS + "}");
    }

    /** The triage and each owner but the last name the next: as many calls as a chain has. */
    private static String handoff(String agentUrl) {
        StringBuilder agents = new StringBuilder();
        StringBuilder targets = new StringBuilder();
        for (int owner = 1; owner < CHAIN_STEPS; owner++) {
            agents.append(agent(
                            "bench-hands-to-" + owner, "http: {url: \"" + agentUrl + "/step?handoff=t" + owner + "\"}"))
                    .append("---\n");
            String next = owner + 1 < CHAIN_STEPS ? "bench-hands-to-" + (owner + 1) : "bench-http";
            targets.append(String.format(
                    Locale.ROOT,
                    "          t%d: {description: Does a part., do: [{id: step%d, agent: %s}]}%n",
                    owner,
                    owner,
                    next));
        }
        String step = "    - id: desk\n      handoff:\n        triage: {agent: bench-hands-to-1}\n        maxHops: 20\n"
                + "        targets:\n";
        return agents + workflow(HANDOFF, step + targets, "{ok: true}");
    }

    private static String loop() {
        return workflow(LOOP, """
                    - id: again
                      loop:
                        do: [{id: write, agent: bench-http}, {id: judge, agent: bench-http}]
                        until: "${ iteration >= %d }"
                        maxIterations: %d
                """.formatted(LOOPS, LOOPS), "{ok: true}");
    }

    /** @param kind of the step that is done for each item: {@code agent} or {@code workflow} */
    private static String each(String name, String kind) {
        return """
                    - id: each
                      map:
                        over: "${ input.items }"
                        concurrency: 64
                        do: [{id: one, %s: %s, input: "${ item }"}]
                """.formatted(kind, name);
    }
}
