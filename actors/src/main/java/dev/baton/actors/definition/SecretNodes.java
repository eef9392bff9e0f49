package dev.baton.actors.definition;

import dev.baton.actors.port.SecretReference;

/** Where a definition must name a secret. What stands there instead may be one: it is not repeated. */
final class SecretNodes {

    private SecretNodes() {}

    static void check(SourceNode node, String code, Problems problems) {
        boolean names = node.json().isTextual()
                && SecretReference.parse(node.json().textValue()).isPresent();
        if (!names) {
            problems.error(
                    node,
                    code,
                    "A secret must be named here, not written",
                    "Write " + SecretReference.RULE + "; where it is found stands in docs/security.md.");
        }
    }
}
