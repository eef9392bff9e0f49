package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which runs are meant. */
final class FilterOptions {

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "running, waiting, paused, failed, ...; several with commas between")
    @Nullable
    String status;

    @Option(names = "--workflow", paramLabel = "NAME", description = "of this workflow")
    @Nullable
    String workflow;

    @Option(names = "--version", paramLabel = "N", description = "with this version of the workflow")
    @Nullable
    Integer version;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "with this label; may be repeated")
    List<String> labels = new ArrayList<>();

    @Option(names = "--parent", paramLabel = "RUN", description = "started by this run")
    @Nullable
    String parent;

    @Option(names = "--root", paramLabel = "RUN", description = "below this run, however deep")
    @Nullable
    String root;

    @Option(names = "--error-kind", paramLabel = "KIND", description = "failed with this, such as timeout")
    @Nullable
    String errorKind;

    @Option(names = "--started-after", paramLabel = "TIME", description = "such as 2026-01-31T12:00:00Z")
    @Nullable
    String startedAfter;

    @Option(names = "--started-before", paramLabel = "TIME", description = "such as 2026-01-31T12:00:00Z")
    @Nullable
    String startedBefore;

    /** As the body of a request says it. */
    ObjectNode json() {
        ObjectNode filter = Api.JSON.createObjectNode();
        if (status != null) {
            ArrayNode statuses = filter.putArray("status");
            for (String one : status.split(",", -1)) {
                statuses.add(one);
            }
        }
        if (version != null) {
            filter.put("version", version);
        }
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw CliFailure.usage("'" + label + "' is no label", "write --label KEY=VALUE");
            }
            filter.withObjectProperty("labels").put(label.substring(0, equals), label.substring(equals + 1));
        }
        put(filter, "workflow", workflow);
        put(filter, "parent", parent);
        put(filter, "root", root);
        put(filter, "errorKind", errorKind);
        put(filter, "startedAfter", startedAfter);
        put(filter, "startedBefore", startedBefore);
        return filter;
    }

    private static void put(ObjectNode filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    Listing applyTo(Listing runs) {
        runs.with("status", status)
                .with("workflow", workflow)
                .with("version", version == null ? null : version.toString());
        for (String label : labels) {
            runs.with("label", label.replaceFirst("=", ":"));
        }
        return runs.with("parent", parent)
                .with("root", root)
                .with("errorKind", errorKind)
                .with("startedAfter", startedAfter)
                .with("startedBefore", startedBefore);
    }
}
