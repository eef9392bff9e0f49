package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What is wrong with a definition, finding by finding. */
final class Findings {

    private Findings() {}

    /** One finding in the form that editors understand: place, what is wrong, and how to put it right. */
    static String line(JsonNode finding) {
        StringBuilder line = new StringBuilder();
        if (finding.hasNonNull("line")) {
            line.append("line ").append(finding.path("line").asInt());
            if (finding.hasNonNull("column")) {
                line.append(", column ").append(finding.path("column").asInt());
            }
            line.append(": ");
        }
        String pointer = finding.path("pointer").asText(finding.path("path").asText(""));
        if (!pointer.isEmpty()) {
            line.append(pointer).append(": ");
        }
        line.append(finding.path("message").asText(finding.path("detail").asText()));
        if (finding.hasNonNull("hint")) {
            line.append(" (").append(finding.path("hint").asText()).append(')');
        }
        return line.toString();
    }
}
