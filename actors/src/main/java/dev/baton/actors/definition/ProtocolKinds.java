package dev.baton.actors.definition;

/** The ways to reach agents and tools that speak a protocol which is nobody's own. */
final class ProtocolKinds {

    static final ConnectorKind A2A = ConnectorKind.of("a2a", """
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

    static final ConnectorKind MCP = ConnectorKind.of("mcp", """
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

    private ProtocolKinds() {}
}
