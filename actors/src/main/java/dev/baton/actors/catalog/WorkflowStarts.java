package dev.baton.actors.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.SchemaCheck;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RegionRule;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts runs for schedules and triggers: finds the version, checks the input, and starts under a given id. */
public final class WorkflowStarts {

    private final Runs runs;
    private final Definitions definitions;

    public WorkflowStarts(Runs runs, Definitions definitions) {
        this.runs = runs;
        this.definitions = definitions;
    }

    /**
     * A run that is wanted.
     *
     * @param version null for the latest
     * @param digest of the request: the same one again finds the run that is there, another is refused
     */
    public record Wanted(
            RunKey run,
            String workflow,
            @Nullable Integer version,
            JsonNode input,
            Map<String, String> labels,
            String digest) {

        public Wanted {
            labels = Map.copyOf(labels);
        }
    }

    /** What came of it. */
    public sealed interface Result {

        /** @param repeated the run was there already */
        record Started(int version, boolean repeated) implements Result {}

        record NoWorkflow(String message) implements Result {}

        record InvalidInput(List<String> violations) implements Result {
            public InvalidInput {
                violations = List.copyOf(violations);
            }
        }

        record Refused(Rejection rejection) implements Result {}
    }

    /** Fails as {@link Runs#tell} does: then asking again is safe. */
    public CompletionStage<Result> start(Wanted wanted, Principal by, String cause) {
        String tenant = wanted.run().tenant();
        @Nullable Integer version = wanted.version();
        CompletionStage<Optional<Definitions.Version>> found = version == null
                ? CompletableFuture.completedFuture(wanted.workflow())
                        .thenApply(name -> definitions.latest(tenant, name))
                : definitions.version(tenant, wanted.workflow(), version);
        return found.thenCompose(workflow -> workflow.isPresent()
                ? start(wanted, workflow.get(), by, cause)
                : CompletableFuture.completedFuture(new Result.NoWorkflow("There is no workflow " + wanted.workflow()
                        + (version == null ? "." : " version " + version + "."))));
    }

    private CompletionStage<Result> start(Wanted wanted, Definitions.Version workflow, Principal by, String cause) {
        @Nullable RegionRule rule = workflow.definition().region().rule();
        if (rule != null) {
            // Its id is fixed already, and may belong to any region.
            return CompletableFuture.completedFuture(new Result.Refused(new Rejection(
                    Rejection.Code.REGION_NOT_ALLOWED,
                    "Runs of " + wanted.workflow() + " may only be in " + rule.text()
                            + ": schedules, triggers and tools cannot choose the region; POST /v1/runs can.")));
        }
        @Nullable SchemaCheck schema = workflow.definition().input();
        List<String> violations = schema == null ? List.of() : schema.violations(wanted.input());
        if (!violations.isEmpty()) {
            return CompletableFuture.completedFuture(new Result.InvalidInput(violations));
        }
        RunCommand.Start start = new RunCommand.Start(
                wanted.run().runId(),
                wanted.workflow(),
                workflow.number(),
                workflow.definition().digest(),
                new Payload(wanted.input()),
                wanted.labels(),
                0,
                null,
                wanted.digest(),
                null);
        return runs.tell(wanted.run(), start, by, cause).thenApply(reply -> switch (reply) {
            case Runs.Reply.Done done ->
                new Result.Started(done.state().started().version(), !done.changed());
            case Runs.Reply.Refused refused -> new Result.Refused(refused.rejection());
        });
    }
}
