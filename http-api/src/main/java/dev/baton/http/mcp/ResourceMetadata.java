package dev.baton.http.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.config.ApiSettings;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Where a client learns whose tokens it needs (RFC 9728), at the root and for {@code /mcp}. */
public final class ResourceMetadata {

    private static final String PATH = "/.well-known/oauth-protected-resource";

    private final ApiSettings settings;

    public ResourceMetadata(ApiSettings settings) {
        this.settings = settings;
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, this::get), Route.get(PATH + "/mcp", this::get));
    }

    private CompletionStage<HttpResponse> get(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : Answers.now(Answers.json(200, out -> out.writeTree(document(exchange))));
    }

    private ObjectNode document(Exchange exchange) {
        String here = settings.publicUrl().isEmpty()
                ? "http://" + Objects.requireNonNullElse(exchange.header("Host"), "localhost")
                : settings.publicUrl();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("resource", here + "/mcp").put("resource_name", "Baton");
        document.putArray("bearer_methods_supported").add("header");
        if (!settings.authorizationServers().isEmpty()) {
            settings.authorizationServers().forEach(document.putArray("authorization_servers")::add);
        }
        return document;
    }
}
