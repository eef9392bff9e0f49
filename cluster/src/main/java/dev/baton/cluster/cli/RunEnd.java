package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What the end of a run means for the verb that waited for it. */
final class RunEnd {

    private RunEnd() {}

    static ExitCode exitCode(JsonNode run, Console console) {
        String status = run.path("status").asText();
        if (status.equals("completed")) {
            return ExitCode.OK;
        }
        String id = run.path("id").asText();
        String cause = RunView.errorText(run);
        console.err().println("baton: run " + id + " is " + status + (cause.isEmpty() ? "" : ": " + cause));
        console.err()
                .println("What to do: see what led to it with './baton run history " + id
                        + "'; when that is put right, let it go on with './baton run retry " + id + "'");
        return ExitCode.RUN_FAILED;
    }
}
