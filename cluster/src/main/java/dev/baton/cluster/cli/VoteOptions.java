package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What goes with a yes or a no. */
final class VoteOptions {

    @Option(names = "--comment", paramLabel = "TEXT", description = "for the history")
    private @Nullable String comment;

    @Option(
            names = "--hash",
            paramLabel = "HASH",
            description = "the subjectHash that 'approval show' gave: refused if the subject has changed since")
    private @Nullable String hash;

    @Option(
            names = "--answer",
            paramLabel = "JSON",
            description = "what the approval's form asks for: JSON, @FILE, or -")
    private @Nullable String answer;

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            defaultValue = "${env:BATON_ROLES}",
            description = "your roles, with commas between them; also by BATON_ROLES")
    private @Nullable String roles;

    @Option(
            names = "--groups",
            paramLabel = "GROUPS",
            defaultValue = "${env:BATON_GROUPS}",
            description = "your groups, with commas between them; also by BATON_GROUPS")
    private @Nullable String groups;

    ObjectNode body(Console console) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (comment != null) {
            body.put("comment", comment);
        }
        if (hash != null) {
            body.put("subjectHash", hash);
        }
        if (answer != null) {
            body.set("answer", JsonArgument.read("--answer", answer, console));
        }
        return body;
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (roles != null) {
            headers.put("Baton-Roles", roles);
        }
        if (groups != null) {
            headers.put("Baton-Groups", groups);
        }
        return headers;
    }
}
