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

    private static final ConnectorKind A2A = ConnectorKind.of("a2a", """
            {
              "title": "A2A",
              "description": "An agent that speaks Agent2Agent (1.0 or 0.3), found by its card. A long task is watched until it ends, through crashes.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url"],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the agent is; its card lies under /.well-known/agent-card.json. Or the card itself, if it ends in .json.", "examples": ["https://agents.example"]},
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Api-Key": "secret://billing-agent"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://billing-agent"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "parts": {
                  "title": "What messages are made of",
                  "description": "A text goes as text. Everything else goes as data, or as text for agents that take nothing else.",
                  "enum": ["data", "text"],
                  "default": "data"
                },
                "push": {
                  "title": "Whether the agent notifies",
                  "description": "If it can, it says when something has happened, at the address baton.http.public-url, and is asked only every minute besides.",
                  "type": "boolean",
                  "default": false
                },
                "onInput": {
                  "$ref": "#/$defs/name",
                  "title": "Who answers what the agent asks",
                  "description": "Another agent, often a person. Left out: an agent that asks fails.",
                  "examples": ["clerk"]
                },
                "signedBy": {
                  "title": "Who must have signed the card",
                  "description": "Public keys, as JSON Web Keys: EC (P-256, P-384, P-521), RSA or OKP (Ed25519). A card that none of them has signed is refused.",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 16,
                  "items": {
                    "title": "Public key",
                    "type": "object",
                    "required": ["kty", "kid"],
                    "additionalProperties": false,
                    "properties": {
                      "kty": {"title": "Kind of key", "enum": ["EC", "RSA", "OKP"], "examples": ["OKP"]},
                      "kid": {"title": "By which signatures name it", "type": "string", "minLength": 1, "maxLength": 256, "examples": ["bureau-2026"]},
                      "alg": {"title": "What it signs with", "description": "Of RSA: RS256 if left out. Of others their kind says it.", "enum": ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "EdDSA"]},
                      "use": {"title": "What it is for", "const": "sig"},
                      "crv": {"title": "Curve", "enum": ["P-256", "P-384", "P-521", "Ed25519"], "examples": ["Ed25519"]},
                      "x": {"title": "First coordinate", "description": "Of EC and OKP.", "type": "string", "maxLength": 128},
                      "y": {"title": "Second coordinate", "description": "Of EC.", "type": "string", "maxLength": 128},
                      "n": {"title": "Modulus", "description": "Of RSA.", "type": "string", "maxLength": 2048},
                      "e": {"title": "Exponent", "description": "Of RSA.", "type": "string", "maxLength": 16}
                    }
                  },
                  "examples": [[{"kty": "OKP", "crv": "Ed25519", "kid": "bureau-2026", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]]
                }
              },
              "examples": [{"url": "https://agents.example", "bearer": "secret://billing-agent"}]
            }
            """);

    private static final ConnectorKind MCP = ConnectorKind.of("mcp", """
            {
              "title": "MCP tool",
              "description": "A tool of a server that speaks the Model Context Protocol (2026-07-28 or 2025-11-25) over HTTP. The input is its arguments. A task is watched until it ends, through crashes.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url", "tool"],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the server is. Servers that are started as a process belong to external workers.", "examples": ["https://tools.example/mcp"]},
                "tool": {"title": "Name of the tool", "type": "string", "minLength": 1, "maxLength": 128, "examples": ["search"]},
                "digest": {
                  "title": "Digest of the tool that was approved",
                  "description": "Of the tool's own description. While it is left out, or if the tool has changed, the agent refuses to work and says the digest to approve.",
                  "type": "string",
                  "pattern": "^[0-9a-f]{64}$",
                  "examples": ["9f2c1b7a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8"]
                },
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Api-Key": "secret://search"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://search"]},
                "onInput": {
                  "$ref": "#/$defs/name",
                  "title": "Who answers what the server asks",
                  "description": "Another agent, often a person, who also allows what only a person can. Left out: a tool that asks fails.",
                  "examples": ["clerk"]
                },
                "auth": {
                  "title": "How the agent gets tokens for the server",
                  "description": "OAuth 2.1. The server says which authorization server is asked, and for what. In place of 'bearer'.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["grant"],
                  "properties": {
                    "grant": {
                      "title": "Why there should be a token",
                      "description": "client-credentials: the agent is a client of its own. workload: whoever runs Baton says who it is, by 'assertion'. enterprise: an employee's login, 'employee', is changed into a token. authorization-code: a person allows it, once.",
                      "enum": ["client-credentials", "authorization-code", "workload", "enterprise"]
                    },
                    "clientId": {
                      "title": "Client id",
                      "description": "As which the authorization server knows Baton, or the https address of a document that says who it is. Left out, with authorization-code: Baton registers.",
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 2048,
                      "examples": ["baton-invoices"]
                    },
                    "clientSecret": {
                      "title": "Where the client's secret is",
                      "description": "Of the environment or a file; never the secret itself.",
                      "type": "string",
                      "pattern": "^secret://[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$",
                      "examples": ["secret://baton-invoices"]
                    },
                    "clientKey": {
                      "title": "Where the client's private key is",
                      "description": "In place of a secret (private_key_jwt): PKCS #8 in PEM, of RSA or P-256.",
                      "type": "string",
                      "pattern": "^secret://[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$",
                      "examples": ["secret://baton-invoices-key"]
                    },
                    "assertion": {
                      "title": "Where the token is that says what workload this is",
                      "description": "A signed JWT, such as Kubernetes writes into a file and renews.",
                      "type": "string",
                      "pattern": "^secret://[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$",
                      "examples": ["secret://workload"]
                    },
                    "issuer": {
                      "title": "Issuer",
                      "description": "The only authorization server that is asked, to the letter. Needed wherever something secret is shown to it: the agent's server could name another.",
                      "type": "string",
                      "pattern": "^https?://[^/?#\\\\s]+[^\\\\s]*$",
                      "maxLength": 2048,
                      "examples": ["https://login.example/realms/finance"]
                    },
                    "scopes": {
                      "title": "Scopes",
                      "description": "Asked for beyond what the server wants. If neither says any: all that the server knows.",
                      "type": "array",
                      "maxItems": 100,
                      "items": {"title": "scope", "type": "string", "pattern": "^[!#-\\\\[\\\\]-~]{1,200}$", "examples": ["invoices:read"]},
                      "examples": [["invoices:read"]]
                    },
                    "employee": {
                      "title": "Whose token it is",
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["tokenUrl", "clientId", "token"],
                      "properties": {
                        "tokenUrl": {"title": "Token endpoint of the login that knows the employee", "type": "string", "pattern": "^https?://[^/?#\\\\s]+[^\\\\s]*$", "format": "uri", "maxLength": 2048, "examples": ["https://idp.example/token"]},
                        "clientId": {"title": "Client id there", "type": "string", "minLength": 1, "maxLength": 2048, "examples": ["baton"]},
                        "token": {
                          "title": "Where the employee's ID token is",
                          "type": "string",
                          "pattern": "^secret://[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$",
                          "examples": ["secret://employee"]
                        }
                      },
                      "examples": [{"tokenUrl": "https://idp.example/token", "clientId": "baton", "token": "secret://employee"}]
                    }
                  },
                  "dependentRequired": {"clientSecret": ["clientId", "issuer"], "clientKey": ["clientId", "issuer"], "assertion": ["clientId", "issuer"], "employee": ["clientId", "issuer"]},
                  "allOf": [
                    {"if": {"properties": {"grant": {"const": "client-credentials"}}}, "then": {"required": ["clientId"], "anyOf": [{"required": ["clientSecret"]}, {"required": ["clientKey"]}]}},
                    {"if": {"properties": {"grant": {"const": "workload"}}}, "then": {"required": ["assertion"]}},
                    {"if": {"properties": {"grant": {"const": "enterprise"}}}, "then": {"required": ["employee"]}}
                  ],
                  "examples": [{"grant": "client-credentials", "issuer": "https://login.example", "clientId": "baton-invoices", "clientSecret": "secret://baton-invoices"}, {"grant": "authorization-code"}]
                }
              },
              "examples": [{"url": "https://tools.example/mcp", "tool": "search"}, {"url": "https://tools.example/mcp", "tool": "search", "auth": {"grant": "client-credentials", "issuer": "https://login.example", "clientId": "baton-invoices", "clientSecret": "secret://baton-invoices"}}]
            }
            """);

    public static final List<ConnectorKind> ALL = List.of(
            HTTP,
            EXPRESSION,
            QUEUE,
            HUMAN,
            LLM,
            A2A,
            MCP,
            FrameworkKinds.LANGGRAPH,
            FrameworkKinds.ADK,
            FrameworkKinds.MASTRA,
            VendorKinds.AGENTFORCE,
            VendorKinds.COPILOT_STUDIO,
            VendorKinds.CREWAI,
            VendorKinds.AGENTCORE);

    private ConnectorKinds() {}
}
