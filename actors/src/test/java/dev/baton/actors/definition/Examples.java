package dev.baton.actors.definition;

/** Definitions that several tests start from. */
final class Examples {

    /** The one of the design page, letter by letter. */
    static final String LICENSE_REVIEW = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: license-review, labels: {domain: legal}}
            spec:
              input: {type: object, required: [text], properties: {text: {type: string}}}
              timeout: PT1H
              do:
                - {id: extract, agent: clause-extractor, input: "${ {'text': input.text} }", retry: {maxAttempts: 4}}
                - id: checks
                  parallel:
                    copyleft: [{id: copyleft, agent: copyleft-checker, input: "${ steps.extract.output }"}]
                    patents: [{id: patents, agent: patent-checker, input: "${ steps.extract.output }"}]
                  join: all
                - id: summary
                  loop:
                    do: [{id: write, agent: summary-writer}, {id: judge, agent: summary-evaluator}]
                    until: "${ steps.judge.output.complete }"
                    maxIterations: 4
                    onExhausted: escalate
                - {id: signoff, approval: {role: legal, expiresIn: P3D, onExpiry: deny}}
              output: "${ steps.write.output }"
            ---
            apiVersion: baton/v1
            kind: Agent
            metadata: {name: clause-extractor, owner: legal-ops}
            spec:
              mandate: Extracts the clauses of a licence text.
              connector: {http: {url: "http://127.0.0.1:9101/extract"}}
              limits: {concurrency: 20, timeout: PT30S}
            """;

    /** Every kind of step with every key it has. */
    static final String EVERYTHING = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: everything, description: All there is., labels: {a: b, team/unit: "7"}}
            spec:
              input: {type: object, properties: {text: {type: string}, amount: {type: number}}}
              timeout: P1DT2H
              do:
                - id: ask
                  description: Asks somebody.
                  agent: first
                  input: {text: "${ input.text }", note: "about ${ input.text }", fixed: [1, true, null, 1.5]}
                  timeout: PT10S
                  retry:
                    maxAttempts: 5
                    backoff: {initial: PT0.5S, factor: 1.5, max: PT20S, jitter: 0}
                    on: [timeout, invalid-output]
                  fallback: [second, third]
                  onFailure: continue
                - id: fan
                  parallel:
                    one: [{id: one, set: 1}]
                    two: [{id: two, set: 2}, {id: three, set: 3}]
                    four: [{id: four, set: 4}]
                  join: {quorum: 2}
                  aggregate: "${ branches }"
                  onFailure: escalate
                - id: vote
                  parallel:
                    ann: [{id: ann, agent: first}]
                    bob: [{id: bob, agent: second}]
                  join: {agree: 2, on: "${ output.verdict }"}
                  aggregate: {agent: third, timeout: PT5S, retry: {maxAttempts: 2}, fallback: [first]}
                - id: route
                  switch:
                    - {when: "${ input.amount > 1000.0 }", do: [{id: big, agent: first}]}
                    - when: "${ has(input.text) }"
                      do: [{id: text, set: "${ input.text }"}, {id: more, set: {}}]
                  otherwise: [{id: small, set: "small"}]
                - id: net
                  graph:
                    left: {do: [{id: left, set: "${ input.amount }"}]}
                    right: {needs: [], do: [{id: right, set: 2}, {id: righter, set: 3}]}
                    both: {needs: [left, right], do: [{id: both, set: "${ steps.left.output }"}]}
                  aggregate: "${ nodes.both.output }"
                  onFailure: continue
                - id: desk
                  handoff:
                    triage: {agent: first, input: "${ input.text }", timeout: PT5S, retry: {maxAttempts: 2}}
                    targets:
                      simple: {description: What anybody can do., do: [{id: simple, agent: second}]}
                      hard: {description: The rest., do: [{id: hard, set: 1}, {id: harder, agent: third}]}
                    minConfidence: 0.7
                    otherwise: [{id: somebody, approval: {role: desk}}]
                    maxHops: 2
                    revisit: true
                    context: {text: "${ input.text }", before: "${ previous }", by: "${ choice.by }", simple: "${ has(steps.simple) }"}
                - id: pick
                  handoff:
                    triage: {expression: "${ input.text == '' ? '' : 'left' }"}
                    targets:
                      left: {description: To the left., do: [{id: toleft, set: 1}]}
                - id: sort
                  handoff:
                    triage: {model: intent, input: "${ input.text }", minMargin: 0.1, timeout: PT5S, retry: {maxAttempts: 2}}
                    targets:
                      bills: {description: Invoices., examples: [I was charged twice.], do: [{id: bills, set: 1}]}
                      bugs: {description: Errors., do: [{id: bugs, set: 2}]}
                    minConfidence: 0.3
                    otherwise: [{id: anybody, set: 3}]
                - id: talk
                  groupChat:
                    topic: "${ input.text }"
                    participants:
                      - {name: zoe, agent: first, mandate: Speaks for the last., timeout: PT5S, retry: {maxAttempts: 2}, onFailure: continue}
                      - {name: ann, agent: second}
                    moderator: {agent: third, timeout: PT1S, retry: {maxAttempts: 1}}
                    until: "${ size(transcript) > iteration && last.message != null && size(dissent) == 0 }"
                    maxTurns: 7
                    owner: zoe
                    onExhausted: owner
                - id: chatter
                  groupChat:
                    participants: [{name: ann, agent: second}]
                    moderator: {expression: "${ size(transcript) < 2 ? 'ann' : '' }"}
                    maxTurns: 3
                    onExhausted: accept
                - id: buy
                  manager:
                    agent: first
                    goal: {what: "${ input.text }", budget: "${ input.amount }"}
                    specialists:
                      zoe: {agent: second, mandate: Compares prices., schema: {type: object, required: [item]}, timeout: PT5S, retry: {maxAttempts: 2}, fallback: [third]}
                      ann: {workflow: legal-review, version: 2, mandate: Reads contracts., timeout: PT1H}
                    maxRounds: 4
                    maxTasks: 20
                    maxDepth: 3
                    onExhausted: escalate
                    timeout: PT30S
                    retry: {maxAttempts: 4}
                    fallback: [second]
                - id: simply
                  manager:
                    agent: first
                    specialists: {pricing: {agent: second, mandate: Compares prices.}}
                - id: block
                  sequence: [{id: inner, set: "${ steps.fan.output }"}]
                - id: again
                  loop: {do: [{id: turn, set: "${ iteration }"}], until: "${ iteration >= 2 }", maxIterations: 3, onExhausted: accept}
                - id: gate
                  approval: {role: legal, subject: {what: "${ input.text }"}, notBy: [alice, bob], edits: true, expiresIn: PT1H, onExpiry: escalate}
                - {id: pause, wait: {for: PT1S}}
                - {id: later, wait: {until: "${ timestamp('2027-01-01T00:00:00Z') }"}}
                - {id: fixed, wait: {until: "2027-01-01T00:00:00Z"}}
                - {id: paid, wait: {signal: payment, timeout: P14D}}
                - {id: credit, workflow: credit-check, version: 2, input: {who: "${ input.text }"}, timeout: PT4H, parentClose: abandon}
              output: {all: "${ steps.block.output }"}
            """;

    private Examples() {}
}
