package dev.baton.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the server: a problem as in RFC 9457, with a stable code.
 *
 * @param details what the server said, one finding a line
 * @param next what the server says that can be done; null if nothing
 */
record Problem(
        int status, String code, String details, @Nullable String next) {

    private static final int BODY_SHOWN_MAX = 300;

    static Problem of(URI server, String path, int status, String body) {
        try {
            JsonNode json = Api.JSON.readTree(body);
            if (json.hasNonNull("code")) {
                return read(status, json);
            }
        } catch (JsonProcessingException notJson) {
            // answered below
        }
        String said = body.strip();
        return new Problem(
                status,
                "http-" + status,
                server + " answered " + path + " with status " + status
                        + (said.isEmpty() ? "" : ": " + said.substring(0, Math.min(said.length(), BODY_SHOWN_MAX))),
                "check that --server names a Baton server of this version");
    }

    private static Problem read(int status, JsonNode json) {
        StringBuilder details =
                new StringBuilder(json.path("detail").asText(json.path("title").asText("")));
        for (JsonNode problem : json.path("problems")) {
            details.append("\n  ").append(Findings.line(problem));
        }
        return new Problem(
                status,
                json.path("code").asText(),
                details.toString(),
                json.hasNonNull("hint") ? json.path("hint").asText() : null);
    }

    static CliFailure unreachable(URI server, IOException cause) {
        if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
            return new CliFailure(
                    ExitCode.UNAVAILABLE,
                    server + " did not answer in time",
                    "ask again; what was sent may have been accepted",
                    cause);
        }
        String said = cause.getMessage() == null
                ? (cause instanceof ConnectException
                        ? "connection refused"
                        : cause.getClass().getSimpleName())
                : cause.getMessage().toLowerCase(Locale.ROOT);
        return new CliFailure(
                ExitCode.UNAVAILABLE,
                "no server can be reached at " + server + " (" + said + ")",
                "start one with './baton dev', or name another with --server or BATON_SERVER",
                cause);
    }

    static CliFailure notBaton(URI server, Throwable cause) {
        return new CliFailure(
                ExitCode.UNEXPECTED,
                server + " answers, but not in JSON",
                "check that --server names a Baton server",
                cause);
    }

    CliFailure failure() {
        return new CliFailure(exitCode(), details + " (" + code + ")", next == null ? usualNext() : next);
    }

    ExitCode exitCode() {
        if (code.equals("invalid-definition")) {
            return ExitCode.INVALID_DEFINITION;
        }
        return switch (status) {
            case 404 -> ExitCode.NOT_FOUND;
            case 408, 429, 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> status >= 500 || status < 400 ? ExitCode.UNEXPECTED : ExitCode.REFUSED;
        };
    }

    private String usualNext() {
        return switch (exitCode()) {
            case OK, RUN_FAILED, USAGE, TIMEOUT -> "see docs/cli.md";
            case NOT_FOUND -> "look at the names and ids with the verb 'list'";
            case REFUSED -> nextOfRefused();
            case UNAVAILABLE -> "try again in a moment; nothing that was acknowledged is lost";
            case INVALID_DEFINITION -> "correct the definition; 'workflow validate' checks it without storing it";
            case UNEXPECTED -> "look at the server's log, and report it";
        };
    }

    private String nextOfRefused() {
        return switch (status) {
            case 400, 413, 415 -> "correct what is sent; '--help' says what the verb takes";
            case 403 -> "say who you are with --as and --roles, or ask somebody who may";
            default -> "look at its present state with 'get' or 'show'";
        };
    }
}
