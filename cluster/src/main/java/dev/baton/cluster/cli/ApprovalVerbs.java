package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs about approvals. */
@Command(name = "approval", description = "Approvals: what waits for a person, and the person's decision.")
final class ApprovalVerbs {

    private static final String PATH = "/v1/approvals";

    @Mixin
    private HelpOption help = new HelpOption();

    private final Console console;

    ApprovalVerbs(Console console) {
        this.console = console;
    }

    @Command(name = "list", description = "Approvals, the waiting ones by default.")
    int list(
            @Mixin Connection connection,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            defaultValue = "open",
                            description = "open, approved, rejected, expired, cancelled, or all. Default: open")
                    String status,
            @Option(names = "--role", paramLabel = "ROLE", description = "for this role") @Nullable String role,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Listing approvals = Listing.of("approvals")
                .with("status", status.equals("all") ? null : status)
                .with("role", role);
        ObjectNode listed = approvals.read(connection.api(), limit);
        if (connection.json()) {
            console.out().println(listed.toPrettyString());
            return ExitCode.OK.number();
        }
        Table table = new Table("ID", "KIND", "RUN", "STEP", "ROLE", "STATUS", "EXPIRES");
        for (JsonNode approval : approvals.items(listed)) {
            table.row(
                    approval.path("id").asText(),
                    approval.path("kind").asText(),
                    approval.path("run").asText(),
                    approval.path("path").asText(),
                    approval.path("role").asText("-"),
                    approval.path("status").asText(),
                    approval.path("expiresAt").asText("-"));
        }
        table.print(console.out());
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "One approval, with what is to be approved.")
    int show(
            @Mixin Connection connection,
            @Parameters(paramLabel = "APPROVAL", description = "the approval's id") String approval) {
        console.out()
                .println(connection.api().get(PATH + "/" + Api.part(approval)).toPrettyString());
        return ExitCode.OK.number();
    }

    @Command(name = "approve", description = "Says yes; say who you are with --as.")
    int approve(
            @Mixin Connection connection,
            @Parameters(paramLabel = "APPROVAL", description = "the approval's id") String approval,
            @Option(names = "--comment", paramLabel = "TEXT", description = "for the history") @Nullable String comment,
            @Option(names = "--edits", paramLabel = "JSON", description = "the changed subject: JSON, @FILE, or -")
                    @Nullable
                    String edits,
            @Option(names = "--result", paramLabel = "JSON", description = "what came out of a task that a person does")
                    @Nullable
                    String result) {
        ObjectNode body = body(comment);
        if (result != null) {
            body.set("output", JsonArgument.read("--result", result, console));
        }
        if (edits != null) {
            body.set("edits", JsonArgument.read("--edits", edits, console));
        }
        return decide(connection, approval, "approve", body, "approved");
    }

    @Command(name = "reject", description = "Says no; say who you are with --as.")
    int reject(
            @Mixin Connection connection,
            @Parameters(paramLabel = "APPROVAL", description = "the approval's id") String approval,
            @Option(names = "--comment", paramLabel = "TEXT", description = "for the history") @Nullable
                    String comment) {
        return decide(connection, approval, "reject", body(comment), "rejected");
    }

    private static ObjectNode body(@Nullable String comment) {
        ObjectNode body = Api.JSON.createObjectNode();
        return comment == null ? body : body.put("comment", comment);
    }

    private int decide(Connection connection, String approval, String verb, ObjectNode body, String done) {
        JsonNode answer = connection.api().post(PATH + "/" + Api.part(approval) + ":" + verb, body);
        console.out().println(connection.json() ? answer.toPrettyString() : "approval " + approval + " is " + done);
        return ExitCode.OK.number();
    }
}
