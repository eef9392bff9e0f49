package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
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
            @Option(names = "--group", paramLabel = "GROUP", description = "for this group") @Nullable String group,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many at most")
                    int limit) {
        Columns columns = new Columns()
                .of("ID", "id")
                .of("KIND", "kind")
                .of("RUN", "run")
                .of("STEP", "path")
                .of("ROLE", ApprovalVerbs::deciders)
                .of("VOTES", approval -> votes(approval, "approvals"))
                .of("STATUS", "status")
                .of("EXPIRES", "expiresAt");
        return Listing.of("approvals")
                .with("status", status.equals("all") ? null : status)
                .with("role", role)
                .with("group", group)
                .print(console, connection, limit, columns);
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
            @Mixin VoteOptions vote,
            @Option(names = "--edits", paramLabel = "JSON", description = "the changed subject: JSON, @FILE, or -")
                    @Nullable
                    String edits,
            @Option(names = "--result", paramLabel = "JSON", description = "what came out of a task that a person does")
                    @Nullable
                    String result) {
        ObjectNode body = vote.body(console);
        if (result != null) {
            body.set("output", JsonArgument.read("--result", result, console));
        }
        if (edits != null) {
            body.set("edits", JsonArgument.read("--edits", edits, console));
        }
        return decide(connection, approval, "approve", body, vote, "approved");
    }

    @Command(name = "reject", description = "Says no; say who you are with --as.")
    int reject(
            @Mixin Connection connection,
            @Parameters(paramLabel = "APPROVAL", description = "the approval's id") String approval,
            @Mixin VoteOptions vote) {
        return decide(connection, approval, "reject", vote.body(console), vote, "rejected");
    }

    private int decide(
            Connection connection, String approval, String verb, ObjectNode body, VoteOptions vote, String done) {
        JsonNode answer = connection.api().post(PATH + "/" + Api.part(approval) + ":" + verb, body, vote.headers());
        String outcome = answer.path("status").asText().equals("open")
                ? "has " + votes(answer, verb.equals("approve") ? "approvals" : "rejections") + " votes"
                : "is " + done;
        return console.answer(connection, answer, "approval " + approval + " " + outcome);
    }

    /** Such as {@code 1 of 2}; {@code -} for a task. */
    private static String votes(JsonNode approval, String kind) {
        JsonNode count = approval.path(kind);
        return count.isMissingNode()
                ? "-"
                : count.path("given").asText() + " of " + count.path("needed").asText();
    }

    /** The roles, and the groups with {@code @} before them. */
    private static String deciders(JsonNode approval) {
        List<String> names = new ArrayList<>();
        approval.path("roles").forEach(role -> names.add(role.asText()));
        approval.path("groups").forEach(group -> names.add("@" + group.asText()));
        return names.isEmpty() ? approval.path("role").asText("-") : String.join(" ", names);
    }
}
