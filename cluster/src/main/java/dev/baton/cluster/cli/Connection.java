package dev.baton.cluster.cli;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every verb has: which server, as whom, and in which form the answer is shown. */
final class Connection {

    private static final String NOBODY = "nobody";

    @Mixin
    private HelpOption help = new HelpOption();

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:BATON_SERVER:-http://127.0.0.1:8080}",
            description = "The server to talk to; also by BATON_SERVER. Default: http://127.0.0.1:8080")
    private String server = "http://127.0.0.1:8080";

    @Option(
            names = "--as",
            paramLabel = "KIND:ID",
            defaultValue = "${env:BATON_AS:-" + NOBODY + "}",
            description = "Who asks, such as person:alice or service:intake; also by BATON_AS")
    private String principal = NOBODY;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json. Default: table")
    private Format format = Format.table;

    /** How an answer is shown; the names are what the user types. */
    enum Format {
        table,
        json
    }

    boolean json() {
        return format == Format.json;
    }

    Api api() {
        return new Api(serverUri(), principal());
    }

    private @Nullable String principal() {
        if (principal.equals(NOBODY)) {
            return null;
        }
        if (!principal.matches("(person|service|agent):[^\\s:]+.*")) {
            throw CliFailure.usage(
                    "'" + principal + "' does not name who asks", "write --as person:NAME, service:NAME or agent:NAME");
        }
        return principal;
    }

    private URI serverUri() {
        try {
            URI uri = new URI(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // answered below
        }
        throw CliFailure.usage("'" + server + "' is not the URL of a server", "write --server http://HOST:PORT");
    }
}
