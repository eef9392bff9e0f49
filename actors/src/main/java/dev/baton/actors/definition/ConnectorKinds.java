package dev.baton.actors.definition;

import java.util.List;

/** The ways to reach an agent. A further one is a line here, and its connector. */
public final class ConnectorKinds {

    private static final ConnectorKind HTTP = ConnectorKind.of("http", """
            {
              "title": "HTTP",
              "description": "POST of {run, step, attempt, input, context, deadline}; the answer is {output}, or 202 and a callback later.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url"],
              "properties": {
                "url": {
                  "title": "http or https URL",
                  "description": "Where the agent listens.",
                  "type": "string",
                  "pattern": "^https?://[^/?#\\\\s]+[^\\\\s]*$",
                  "format": "uri",
                  "maxLength": 2048,
                  "examples": ["http://127.0.0.1:9101/extract"]
                },
                "headers": {
                  "title": "Further headers",
                  "type": "object",
                  "maxProperties": 64,
                  "propertyNames": {"title": "header name", "pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$"},
                  "additionalProperties": {"type": "string", "maxLength": 8192},
                  "examples": [{"X-Team": "legal"}]
                }
              },
              "examples": [{"url": "http://127.0.0.1:9101/extract"}]
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

    public static final List<ConnectorKind> ALL = List.of(HTTP, EXPRESSION, QUEUE, HUMAN);

    private ConnectorKinds() {}
}
