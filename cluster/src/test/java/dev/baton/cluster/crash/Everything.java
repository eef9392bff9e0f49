package dev.baton.cluster.crash;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The workflow under load: every way of waiting and every way of calling, one after the other. */
final class Everything {

    static final String NAME = "everything";

    /** Where all of its runs are listed. */
    static final String RUNS = "/v1/runs?limit=100&workflow=" + NAME;

    static final String SIGNAL = "go";
    static final String LAST = "last";
    static final String SHAKY = "shaky";
    static final String LATER = "later";

    private static final int ROUNDS = 3;
    private static final List<String> BRANCHES = List.of("a", "b", "c", "d");

    /** Of which step the input of a step, its field "before", is the output. */
    static final Map<String, String> BEFORE = Map.ofEntries(
            Map.entry("second", "first"),
            Map.entry(SHAKY, "second"),
            Map.entry("fan/a", SHAKY),
            Map.entry("fan/b", SHAKY),
            Map.entry("fan/c", SHAKY),
            Map.entry("fan/d", SHAKY),
            Map.entry("again[1]/judge", "again[1]/write"),
            Map.entry("again[2]/judge", "again[2]/write"),
            Map.entry("again[3]/judge", "again[3]/write"),
            Map.entry(LATER, "second"),
            Map.entry(LAST, LATER));

    private Everything() {}

    /** Paths of the steps that an agent does. */
    static Set<String> agentPaths() {
        Set<String> paths = new TreeSet<>(BEFORE.keySet());
        paths.addAll(BEFORE.values());
        return paths;
    }

    /** Paths of all steps that are completed in a run that went well. */
    static Set<String> paths() {
        Set<String> paths = agentPaths();
        paths.addAll(List.of("fan", "again", "again[1]", "again[2]", "again[3]", "rest", SIGNAL, "signoff"));
        return paths;
    }

    static String definitions(String agentUrl) {
        StringBuilder fan = new StringBuilder();
        for (String branch : BRANCHES) {
            fan.append("        %s: [{id: %s, agent: prompt, input: {before: \"${ steps.shaky.output.call }\"}}]\n"
                    .formatted(branch, branch));
        }
        return """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: everything}
            spec:
              input: {type: object, required: [n, text], properties: {n: {type: integer}, text: {type: string}}}
              do:
                - {id: first, agent: prompt, input: {n: "${ input.n }"}}
                - {id: second, agent: prompt, input: {before: "${ steps.first.output.call }"}}
                - id: shaky
                  agent: shaky
                  input: {before: "${ steps.second.output.call }"}
                  retry: {maxAttempts: 20, backoff: {initial: PT0.05S, factor: 2, max: PT1S, jitter: 0}}
                - id: fan
                  parallel:
            %s      join: all
                - id: again
                  loop:
                    do:
                      - {id: write, agent: prompt, input: {round: "${ iteration }"}}
                      - id: judge
                        agent: prompt
                        input: {round: "${ iteration }", before: "${ steps.write.output.call }"}
                    until: "${ steps.judge.output.round >= %d }"
                    maxIterations: 5
                - {id: rest, wait: {for: PT0.2S}}
                - {id: go, wait: {signal: go}}
                - {id: later, agent: later, input: {before: "${ steps.second.output.call }"}}
                - {id: signoff, approval: {role: legal, subject: {n: "${ input.n }"}}}
                - {id: last, agent: prompt, input: {before: "${ steps.later.output.call }", text: "${ input.text }"}}
              output: {n: "${ input.n }", text: "${ input.text }", sent: "${ steps.go.output.n }", last: "${ steps.last.output.call }"}
            """.formatted(fan, ROUNDS) + agent("prompt", agentUrl) + agent(SHAKY, agentUrl) + agent(LATER, agentUrl);
    }

    private static String agent(String name, String url) {
        return """
            ---
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: %s, owner: tests}
            spec:
              mandate: Numbers its calls.
              connector: {http: {url: "%s/%s"}}
              limits: {concurrency: 100, timeout: PT10M}
              circuit: {enabled: false}
            """.formatted(name, url, name);
    }
}
