package dev.baton.actors.definition;

/** The ways to reach agents behind the servers of other frameworks. */
final class FrameworkKinds {

    static final ConnectorKind LANGGRAPH = ConnectorKind.of("langgraph", """
            {
              "title": "LangGraph",
              "description": "A graph on a LangGraph server. Its run is watched until it ends, through crashes; what it asks is answered by another agent or a person.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url", "assistant"],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the server is.", "examples": ["http://127.0.0.1:2024"]},
                "assistant": {"title": "Assistant", "description": "Its id, or the name of the graph.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["agent"]},
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Api-Key": "secret://langsmith"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://graphs"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "input": {"title": "Input of the graph", "description": "Texts may hold ${ expressions } over 'input' and 'run'. Left out: the input.", "examples": [{"messages": [{"role": "user", "content": "${ input.text }"}]}]},
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in the last state. Left out: all of it.", "examples": ["/answer"]},
                "onInterrupt": {
                  "$ref": "#/$defs/name",
                  "title": "Who answers what the graph asks",
                  "description": "Another agent, often a person. Left out: a graph that asks fails.",
                  "examples": ["clerk"]
                }
              },
              "examples": [{"url": "http://127.0.0.1:2024", "assistant": "agent", "onInterrupt": "clerk"}]
            }
            """, "input");

    static final ConnectorKind ADK = ConnectorKind.of("adk", """
            {
              "title": "Google ADK",
              "description": "An agent on the API server of Google's Agent Development Kit, told one message in a session of its own. After a crash the session tells what has become of it.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url", "app"],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the server is.", "examples": ["http://127.0.0.1:8000"]},
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Team": "legal"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://adk"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "app": {"title": "App", "description": "The name of the agent on its server, as in /list-apps.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["contract_reader"]},
                "user": {"title": "User", "description": "Whose the sessions are. Left out: baton.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["baton"]},
                "message": {"title": "What the agent is told", "description": "Texts may hold ${ expressions } over 'input' and 'run'; anything but a text is told as JSON. Left out: the input.", "examples": ["${ input.question }"]},
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in the state of the session. Left out: the text of the last answer.", "examples": ["/review"]},
                "stream": {"title": "Whether it can be heard while it works", "description": "Its words go to those who watch the run; nothing of them is kept.", "type": "boolean", "default": false},
                "onInput": {
                  "$ref": "#/$defs/name",
                  "title": "Who answers its long-running tools",
                  "description": "Another agent, often a person. Left out: an agent that stops for a long-running tool fails.",
                  "examples": ["clerk"]
                },
                "still": {"$ref": "#/$defs/duration", "title": "Until a session counts as left", "description": "After a crash: so long a session without an answer must not have changed. Left out: one minute."}
              },
              "examples": [{"url": "http://127.0.0.1:8000", "app": "contract_reader", "output": "/review"}]
            }
            """, "message");

    static final ConnectorKind MASTRA = ConnectorKind.of("mastra", """
            {
              "title": "Mastra",
              "description": "A workflow or an agent on a Mastra server. A workflow's run is watched until it ends, through crashes; what it waits for is answered by another agent or a person.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url"],
              "oneOf": [{"required": ["workflow"]}, {"required": ["agent"]}],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Where the server is, with the prefix of its API.", "examples": ["http://127.0.0.1:4111/api"]},
                "headers": {"$ref": "#/$defs/headers", "examples": [{"X-Team": "platform"}]},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://mastra"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "workflow": {"title": "Workflow", "description": "Its id. Either this or an agent.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["component-check"]},
                "agent": {"title": "Agent", "description": "Its id. Either this or a workflow.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["researcher"]},
                "input": {"title": "What it gets", "description": "A workflow's input data; an agent's {messages}, or its only message. Texts may hold ${ expressions } over 'input' and 'run'. Left out: the input.", "examples": [{"components": "${ input.components }"}]},
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in a workflow's result (left out: all of it), or in an agent's answer (left out: /text).", "examples": ["/report"]},
                "onSuspend": {
                  "$ref": "#/$defs/name",
                  "title": "Who answers what a workflow waits for",
                  "description": "Another agent, often a person. Left out: a workflow that is suspended fails.",
                  "examples": ["clerk"]
                }
              },
              "examples": [{"url": "http://127.0.0.1:4111/api", "workflow": "component-check", "onSuspend": "clerk"}]
            }
            """, "input");

    private FrameworkKinds() {}
}
