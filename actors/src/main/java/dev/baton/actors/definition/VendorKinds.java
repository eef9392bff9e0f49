package dev.baton.actors.definition;

/** The ways to reach agents that vendors run. */
final class VendorKinds {

    static final ConnectorKind AGENTFORCE = ConnectorKind.of("agentforce", """
            {
              "title": "Agentforce",
              "description": "An agent of Salesforce Agentforce, told one message in a session of its own, which is ended with the attempt.",
              "type": "object",
              "additionalProperties": false,
              "required": ["agent", "domain", "oauth"],
              "properties": {
                "agent": {"title": "Agent", "description": "Its id, of 18 characters.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["0XxSB000000IPCr0AO"]},
                "domain": {"$ref": "#/$defs/httpUrl", "description": "My Domain of the organization.", "examples": ["https://acme.my.salesforce.com"]},
                "url": {"$ref": "#/$defs/httpUrl", "description": "Of the API. Left out: https://api.salesforce.com/einstein/ai-agent/v1.", "examples": ["https://api.salesforce.com/einstein/ai-agent/v1"]},
                "headers": {"$ref": "#/$defs/headers"},
                "oauth": {"$ref": "#/$defs/oauth", "examples": [{"tokenUrl": "https://acme.my.salesforce.com/services/oauth2/token", "clientId": "secret://salesforce-id", "clientSecret": "secret://salesforce"}]},
                "asAgent": {"title": "Whether it acts as the agent's own user", "description": "Else as the user of the token.", "type": "boolean", "default": true},
                "message": {"title": "What the agent is told", "description": "Texts may hold ${ expressions } over 'input' and 'run'; anything but a text is told as JSON. Left out: the input.", "examples": ["${ input.question }"]},
                "variables": {"title": "Variables of the session", "type": "array", "maxItems": 100, "items": {"title": "a variable", "type": "object"}, "examples": [[{"name": "$Context.EndUserLanguage", "type": "Text", "value": "en_US"}]]},
                "stream": {"title": "Whether it can be heard while it answers", "description": "Its words go to those who watch the run; nothing of them is kept.", "type": "boolean", "default": false},
                "onQuestion": {"$ref": "#/$defs/name", "title": "Who answers what the agent asks", "description": "Another agent, often a person. Left out: an agent that asks fails.", "examples": ["clerk"]}
              },
              "examples": [{"agent": "0XxSB000000IPCr0AO", "domain": "https://acme.my.salesforce.com", "oauth": {"tokenUrl": "https://acme.my.salesforce.com/services/oauth2/token", "clientId": "secret://salesforce-id", "clientSecret": "secret://salesforce"}}]
            }
            """, "message");

    static final ConnectorKind COPILOT_STUDIO = ConnectorKind.of("copilot-studio", """
            {
              "title": "Copilot Studio",
              "description": "An agent of Microsoft Copilot Studio, or another bot behind Direct Line 3.0, told one message in a conversation of its own. With a secret the conversation goes on after crashes.",
              "type": "object",
              "additionalProperties": false,
              "oneOf": [{"required": ["bearer"]}, {"required": ["tokenUrl"]}],
              "properties": {
                "bearer": {"$ref": "#/$defs/bearer", "title": "Where the secret of the channel is", "examples": ["secret://helpdesk"]},
                "tokenUrl": {"$ref": "#/$defs/httpUrl", "description": "The agent's token endpoint, where a token is had without a secret. Either this or a bearer.", "examples": ["https://acme.api.powerplatform.com/powervirtualagents/botsbyschema/helpdesk/directline/token?api-version=2022-03-01-preview"]},
                "url": {"$ref": "#/$defs/httpUrl", "description": "Of Direct Line, for agents of a region. Left out: https://directline.botframework.com/v3/directline.", "examples": ["https://europe.directline.botframework.com/v3/directline"]},
                "headers": {"$ref": "#/$defs/headers"},
                "user": {"title": "User", "description": "Who talks to the agent. Left out: baton.", "type": "string", "minLength": 1, "maxLength": 200, "examples": ["dl_baton"]},
                "locale": {"title": "Locale", "type": "string", "minLength": 2, "maxLength": 35, "examples": ["en-US"]},
                "message": {"title": "What the agent is told", "description": "Texts may hold ${ expressions } over 'input' and 'run'; anything but a text is told as JSON. Left out: the input.", "examples": ["${ input.question }"]},
                "output": {"title": "What the output is", "description": "text: the words of its messages. activities: all that it has sent, with cards and attachments.", "enum": ["text", "activities"], "default": "text"},
                "quiet": {"$ref": "#/$defs/duration", "title": "Until an answer counts as complete", "description": "So long the agent must not have said more. Left out: five seconds."},
                "onQuestion": {"$ref": "#/$defs/name", "title": "Who answers what the agent asks", "description": "Another agent, often a person. Left out: a question is an answer like any other.", "examples": ["clerk"]}
              },
              "examples": [{"bearer": "secret://helpdesk", "onQuestion": "clerk"}]
            }
            """, "message");

    static final ConnectorKind CREWAI = ConnectorKind.of("crewai", """
            {
              "title": "CrewAI AMP",
              "description": "A crew on CrewAI AMP. Its execution is watched until it ends, through crashes; the feedback that it waits for is given by another agent or a person.",
              "type": "object",
              "additionalProperties": false,
              "required": ["url"],
              "properties": {
                "url": {"$ref": "#/$defs/httpUrl", "description": "Of the crew.", "examples": ["https://my-crew.crewai.com"]},
                "headers": {"$ref": "#/$defs/headers"},
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://crew"]},
                "inputs": {"title": "Inputs of the crew", "description": "Texts may hold ${ expressions } over 'input' and 'run'. Left out: the input.", "examples": [{"topic": "${ input.topic }"}]},
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in the crew's result. Left out: /output.", "examples": ["/tasks/0/output"]},
                "onFeedback": {"$ref": "#/$defs/name", "title": "Who gives feedback", "description": "Another agent, often a person. Left out: a crew that waits for feedback fails.", "examples": ["editor"]}
              },
              "examples": [{"url": "https://my-crew.crewai.com", "bearer": "secret://crew", "onFeedback": "editor"}]
            }
            """, "inputs");

    static final ConnectorKind AGENTCORE = ConnectorKind.of("agentcore", """
            {
              "title": "Amazon Bedrock AgentCore",
              "description": "An agent on the runtime of Amazon Bedrock AgentCore, invoked once in a session of its own; the answer is JSON or a stream.",
              "type": "object",
              "additionalProperties": false,
              "required": ["runtime"],
              "oneOf": [{"required": ["aws"]}, {"required": ["bearer"]}, {"required": ["oauth"]}],
              "properties": {
                "runtime": {"title": "Runtime", "description": "Its ARN.", "type": "string", "pattern": "^arn:[a-z-]+:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:runtime/[A-Za-z0-9_-]{1,128}$", "examples": ["arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/claims-a1b2c3d4e5"]},
                "qualifier": {"title": "Qualifier", "description": "An endpoint or a version of the runtime. Left out: DEFAULT.", "type": "string", "minLength": 1, "maxLength": 128, "examples": ["production"]},
                "aws": {
                  "title": "Keys that requests are signed with (SigV4)",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["accessKeyId", "secretAccessKey"],
                  "properties": {
                    "accessKeyId": {"$ref": "#/$defs/secret", "examples": ["secret://aws-key-id"]},
                    "secretAccessKey": {"$ref": "#/$defs/secret", "examples": ["secret://aws-key"]},
                    "sessionToken": {"$ref": "#/$defs/secret", "description": "Of temporary keys.", "examples": ["secret://aws-session"]}
                  },
                  "examples": [{"accessKeyId": "secret://aws-key-id", "secretAccessKey": "secret://aws-key"}]
                },
                "bearer": {"$ref": "#/$defs/bearer", "examples": ["secret://claims-jwt"]},
                "oauth": {"$ref": "#/$defs/oauth"},
                "url": {"$ref": "#/$defs/httpUrl", "description": "Of the service. Left out: that of the runtime's region.", "examples": ["https://vpce-0a1b.bedrock-agentcore.eu-central-1.vpce.amazonaws.com"]},
                "headers": {"$ref": "#/$defs/headers"},
                "payload": {"title": "What the agent gets", "description": "Texts may hold ${ expressions } over 'input' and 'run'. Left out: the input.", "examples": [{"prompt": "${ input.question }"}]},
                "output": {"$ref": "#/$defs/jsonPointer", "description": "Where the output is in the answer, or in the last event that has it. Left out: all of it.", "examples": ["/result"]}
              },
              "examples": [{"runtime": "arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/claims-a1b2c3d4e5", "aws": {"accessKeyId": "secret://aws-key-id", "secretAccessKey": "secret://aws-key"}, "payload": {"prompt": "${ input.question }"}}]
            }
            """, "payload");

    private VendorKinds() {}
}
