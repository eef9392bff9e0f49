package dev.baton.actors.definition;

import java.util.List;

/** The ways to reach an agent. A further one is a line here, and its connector. */
public final class ConnectorKinds {

    private static final ConnectorKind HTTP = ConnectorKind.of("http", """
            {
              "title": "HTTP",
              "description": "POST of {run, step, attempt, input, context, deadline}; the answer is {output}, or 202 and a callback later. Or any other request and answer, that the further keys describe.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url"],
              "dependentSchemas": {"events": {"not": {"required": ["poll"]}}},
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the agent listens.", "examples": ["http://127.0.0.1:9101/extract"]},
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Team": "legal"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://crew"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "method": {"title": "HTTP method", "enum": ["POST", "GET", "PUT", "PATCH", "DELETE"], "default": "POST"},
                "path": {
                  "title": "What follows on the URL",
                  "description": "May hold ${ expressions }, whose values are percent-encoded.",
                  "type": "string",
                  "pattern": "^[/?$]",
                  "maxLength": 4096,
                  "examples": ["/customers/${ input.customer }/score"]
                },
                "body": {
                  "title": "What is sent",
                  "description": "Any value; texts may hold ${ expressions } over 'input', 'run', 'attempt' and 'callback'. Left out: the attempt, or with GET and DELETE nothing.",
                  "examples": [{"inputs": "${ input }"}]
                },
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in the answer. Empty: all of it. Left out: as in the plain contract.", "examples": ["/result/text"]},
                "error": {"$ref": "#/$defs/jsonPointer", "description": "Where an answer says what has failed.", "examples": ["/error/message"]},
                "failed": {
                  "title": "How an answer that is a failure is known",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["at"],
                  "properties": {
                    "at": {"$ref": "#/$defs/jsonPointer", "examples": ["/status"]},
                    "is": {"title": "Values", "description": "Left out: anything but null, false and nothing.", "type": "array", "minItems": 1, "maxItems": 32, "items": {"title": "value", "type": ["string", "number", "boolean"], "examples": ["failed"]}, "examples": [["failed", "error"]]}
                  },
                  "examples": [{"at": "/status", "is": ["failed", "error"]}]
                },
                "usage": {
                  "title": "Where an answer says what it has cost",
                  "type": "object",
                  "additionalProperties": false,
                  "minProperties": 1,
                  "properties": {
                    "inputTokens": {"$ref": "#/$defs/jsonPointer", "examples": ["/usage/input_tokens"]},
                    "outputTokens": {"$ref": "#/$defs/jsonPointer", "examples": ["/usage/output_tokens"]},
                    "costMicros": {"$ref": "#/$defs/jsonPointer", "examples": ["/usage/cost"]}
                  },
                  "examples": [{"inputTokens": "/usage/input_tokens", "outputTokens": "/usage/output_tokens"}]
                },
                "poll": {
                  "title": "How to ask whether it is done",
                  "description": "The request above only begins the work. Its answer is recorded, so that nothing is begun twice, and 'answer' in expressions.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["path", "done"],
                  "properties": {
                    "path": {
                      "title": "What follows on the URL",
                      "description": "Asked with GET. May hold ${ expressions }, whose values are percent-encoded; one that is all of it may be a URL of the same host.",
                      "type": "string",
                      "pattern": "^[/?$]",
                      "maxLength": 4096,
                      "examples": ["/status/${ answer.id }"]
                    },
                    "every": {"$ref": "#/$defs/duration", "title": "Pause between two questions", "description": "Left out: two seconds."},
                    "done": {
                      "title": "How the end is known",
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["at"],
                      "properties": {
                        "at": {"$ref": "#/$defs/jsonPointer", "examples": ["/status"]},
                        "is": {"title": "Values", "description": "Left out: anything but null, false and nothing.", "type": "array", "minItems": 1, "maxItems": 32, "items": {"title": "value", "type": ["string", "number", "boolean"], "examples": ["completed"]}, "examples": [["completed"]]}
                      },
                      "examples": [{"at": "/status", "is": ["completed"]}]
                    }
                  },
                  "examples": [{"path": "/status/${ answer.id }", "every": "PT5S", "done": {"at": "/status", "is": ["completed"]}}]
                },
                "events": {
                  "title": "How an answer that is a stream of server-sent events is read",
                  "description": "The other keys then speak of the event that is the answer. Not together with 'poll'.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "result": {"title": "Name of the event that is the answer", "description": "Left out: the last one that has an output.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["completed"]},
                    "failure": {"title": "Name of an event that says what has failed", "description": "'error' points to the message in it.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["error"]},
                    "words": {"$ref": "#/$defs/jsonPointer", "description": "Where an event has words for those who watch the run; nothing of them is kept. Empty: all of it.", "examples": ["/delta"]},
                    "idle": {"$ref": "#/$defs/duration", "title": "How long the agent may be silent", "description": "Comments count. Left out: a minute."},
                    "resume": {
                      "title": "How a stream that has broken is taken up again",
                      "description": "With GET and Last-Event-ID. Left out: it is not.",
                      "type": "object",
                      "additionalProperties": false,
                      "properties": {
                        "path": {"title": "What follows on the URL", "description": "As for 'poll', with the first event as 'answer'. Left out: nothing.", "type": "string", "pattern": "^[/?$]", "maxLength": 4096, "examples": ["/streams/${ answer.id }"]}
                      },
                      "examples": [{"path": "/streams/${ answer.id }"}]
                    }
                  },
                  "examples": [{"result": "completed", "words": "/delta", "idle": "PT30S"}]
                },
                "cancel": {
                  "title": "How work that was begun is called off",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["path"],
                  "properties": {
                    "method": {"title": "HTTP method", "enum": ["POST", "GET", "PUT", "PATCH", "DELETE"], "default": "POST"},
                    "path": {"title": "What follows on the URL", "description": "As for 'poll'.", "type": "string", "pattern": "^[/?$]", "maxLength": 4096, "examples": ["/jobs/${ answer.id }/cancel"]}
                  },
                  "examples": [{"method": "DELETE", "path": "/jobs/${ answer.id }"}]
                }
              },
              "examples": [{"url": "http://127.0.0.1:9101/extract"}, {"url": "https://crew.example", "bearer": "secret://crew", "path": "/kickoff", "body": {"inputs": "${ input }"}, "poll": {"path": "/status/${ answer.kickoff_id }", "done": {"at": "/state", "is": ["SUCCESS"]}}, "output": "/result"}]
            }
            """);

    private static final ConnectorKind EXPRESSION = ConnectorKind.of("expression", """
            {
              "title": "Expression",
              "description": "No agent at all: the output is a value with ${ expressions } over 'input' and 'run'.",
              "type": "object",
              "additionalProperties": false,
              "required": ["output"],
              "properties": {
                "output": {
                  "title": "Output",
                  "description": "Any value; texts may hold ${ expressions }.",
                  "examples": ["${ {'length': size(input.text)} }"]
                }
              },
              "examples": [{"output": "${ {'length': size(input.text)} }"}]
            }
            """, "output");

    private static final ConnectorKind QUEUE = ConnectorKind.of("queue", """
            {
              "title": "Queue",
              "description": "External workers lease the attempts over HTTP.",
              "type": "object",
              "additionalProperties": false,
              "required": ["queue"],
              "properties": {"queue": {"$ref": "#/$defs/name", "title": "Name of the queue", "examples": ["extraction"]}},
              "examples": [{"queue": "extraction"}]
            }
            """);

    private static final ConnectorKind HUMAN = ConnectorKind.of("human", """
            {
              "title": "Human",
              "description": "A person does the work.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "role": {"$ref": "#/$defs/name", "title": "Who may do it", "description": "Left out: anybody.", "examples": ["legal"]},
                "title": {"title": "What is to be done", "description": "Left out: the agent's mandate.", "type": "string", "maxLength": 200, "examples": ["Read the contract"]}
              },
              "examples": [{"role": "legal"}]
            }
            """);

    private static final ConnectorKind LLM = ConnectorKind.of("llm", """
            {
              "title": "Language model",
              "description": "A model that answers, or has agents and workflows do something first, in as many turns as it needs. Each turn is recorded. The output is a text, or a value that matches 'output'.",
              "type": "object",
              "additionalProperties": false,
              "required": ["models"],
              "properties": {
                "models": {
                  "title": "Models",
                  "description": "Asked in this order: the next one if the one before is overloaded, out of reach or refuses the question.",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 10,
                  "items": {
                    "title": "a model",
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["model", "url"],
                    "properties": {
                      "api": {"title": "What it speaks", "enum": ["chat-completions", "anthropic", "responses"], "default": "chat-completions"},
                      "model": {"title": "Its name there", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["gpt-oss-20b"]},
                      "url": {"$ref": "#/$defs/httpUrl", "description": "Up to, without, /chat/completions, /responses or /v1/messages.", "examples": ["http://127.0.0.1:11434/v1"]},
                      "key": {
                        "title": "Reference to a key",
                        "description": "secret://NAME, of the environment or a file; never the key itself.",
                        "type": "string",
                        "examples": ["secret://openai"]
                      },
                      "headers": {"$ref": "#/$defs/headers", "examples": [{"api-key": "secret://azure"}]}
                    },
                    "examples": [{"model": "gpt-oss-20b", "url": "http://127.0.0.1:11434/v1"}]
                  },
                  "examples": [[{"model": "gpt-oss-20b", "url": "http://127.0.0.1:11434/v1"}]]
                },
                "instructions": {"title": "Instructions", "description": "What the model is and how it does its work.", "type": "string", "maxLength": 100000, "examples": ["You answer questions about invoices."]},
                "prompt": {"title": "Prompt", "description": "What it is asked; texts may hold ${ expressions } over 'input' and 'run'. Left out: the input.", "examples": ["Summarize: ${ input.text }"]},
                "tools": {
                  "title": "Whom it may have do something",
                  "type": "array",
                  "maxItems": 128,
                  "items": {
                    "title": "an agent or a workflow",
                    "type": "object",
                    "additionalProperties": false,
                    "minProperties": 1,
                    "properties": {
                      "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["search"]},
                      "workflow": {"$ref": "#/$defs/name", "title": "name of a workflow", "examples": ["refund"]},
                      "version": {"title": "Version of the workflow", "description": "Left out: the latest.", "type": "integer", "minimum": 1, "maximum": 2147483647, "examples": [2]},
                      "as": {"title": "name of a tool", "description": "Left out: its own.", "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "examples": ["search"]},
                      "description": {"title": "What it does", "description": "Left out: the agent's mandate, or the workflow's description.", "type": "string", "maxLength": 4000, "examples": ["Finds invoices by customer."]}
                    },
                    "examples": [{"agent": "search"}]
                  },
                  "examples": [[{"agent": "search"}, {"workflow": "refund"}]]
                },
                "maxTurns": {"title": "Turns at most", "type": "integer", "minimum": 1, "maximum": 1000, "default": 20},
                "maxRepairs": {"title": "How often it may mend an answer that does not match 'output'", "type": "integer", "minimum": 0, "maximum": 20, "default": 2},
                "maxOutputTokens": {"title": "Tokens of one answer at most", "type": "integer", "minimum": 1, "maximum": 1000000, "default": 4096},
                "contextTokens": {"title": "Tokens that it gets to read at most", "description": "Counted as four characters each. Beyond, the oldest answers of tools are left out.", "type": "integer", "minimum": 1000, "maximum": 10000000, "default": 100000},
                "turnTimeout": {"$ref": "#/$defs/duration", "title": "Time for one answer", "description": "Left out: two minutes."},
                "stream": {"title": "Whether it can be heard while it answers", "description": "Its words go to those who watch the run; nothing of them is kept.", "type": "boolean", "default": false},
                "contents": {"title": "Where what it reads and says is recorded", "description": "journal: in the events. reference: beside them; an event has the hash, and the contents are deleted some time after the run's end. none: beside them, and deleted with the run's end. Left out: as baton.llm.contents says.", "enum": ["journal", "reference", "none"], "examples": ["reference"]},
                "temperature": {"title": "Temperature", "description": "Left out: the provider's own.", "type": "number", "minimum": 0, "maximum": 2, "examples": [0.2]}
              },
              "examples": [{"models": [{"model": "gpt-oss-20b", "url": "http://127.0.0.1:11434/v1"}], "instructions": "You answer questions about invoices.", "tools": [{"agent": "search"}]}]
            }
            """, "prompt");

    public static final List<ConnectorKind> ALL = List.of(
            HTTP,
            EXPRESSION,
            QUEUE,
            HUMAN,
            LLM,
            ProtocolKinds.A2A,
            ProtocolKinds.MCP,
            FrameworkKinds.LANGGRAPH,
            FrameworkKinds.ADK,
            FrameworkKinds.MASTRA,
            VendorKinds.AGENTFORCE,
            VendorKinds.COPILOT_STUDIO,
            VendorKinds.CREWAI,
            VendorKinds.AGENTCORE);

    private ConnectorKinds() {}
}
