package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** What an agent says of itself under {@code /.well-known/agent-card.json}: here, how it is spoken to. */
final class Card {

    static final String PATH = "/.well-known/agent-card.json";

    private Card() {}

    /** @param url where the agent is, or its card if it ends in {@code .json} */
    static URI at(String url) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return URI.create(url.endsWith(".json") ? url : base + PATH);
    }

    /**
     * The first of the agent's interfaces that this node speaks, as the agent orders them.
     *
     * @throws Unreadable if there is none
     */
    static Peer peer(JsonNode card) throws Unreadable {
        List<String> offered = new ArrayList<>();
        for (JsonNode one : card.path("supportedInterfaces")) {
            String binding = one.path("protocolBinding").asText();
            String version = one.path("protocolVersion").asText();
            offered.add(binding + " " + version);
            if (version.equals("1.0") && binding.equals("JSONRPC")) {
                return peer(card, one.path("url").asText(), Dialect.JSON_RPC, one);
            }
            if (version.equals("1.0") && binding.equals("HTTP+JSON")) {
                return peer(card, one.path("url").asText(), Dialect.REST, one);
            }
            if (version.startsWith("0.3") && binding.equals("JSONRPC")) {
                return peer(card, one.path("url").asText(), Dialect.JSON_RPC_03, one);
            }
        }
        boolean old = card.path("protocolVersion").asText().startsWith("0.3")
                && card.path("url").isTextual();
        if (old && card.path("preferredTransport").asText("JSONRPC").equals("JSONRPC")) {
            return peer(card, card.get("url").textValue(), Dialect.JSON_RPC_03, card);
        }
        throw new Unreadable(
                "its card offers no interface that Baton speaks (JSONRPC or HTTP+JSON of 1.0, JSONRPC of 0.3)"
                        + (offered.isEmpty() ? "" : ", only " + String.join(", ", offered)));
    }

    private static Peer peer(JsonNode card, String url, Dialect dialect, JsonNode source) throws Unreadable {
        try {
            return new Peer(
                    new URI(url),
                    dialect,
                    source.path("tenant").asText(),
                    card.at("/capabilities/pushNotifications").asBoolean(),
                    card.at("/capabilities/streaming").asBoolean());
        } catch (URISyntaxException e) {
            throw new Unreadable("its card has the address \"" + url + "\", which is no URL");
        }
    }
}
