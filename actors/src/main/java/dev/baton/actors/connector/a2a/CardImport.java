package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An agent's definition, as far as its card says it. */
public final class CardImport {

    private static final int NAME_CHARS_MAX = 63;
    private static final int MANDATE_CHARS_MAX = 1_000;
    private static final String JSON = "application/json";

    private final URI url;
    private final JsonNode card;

    CardImport(URI url, JsonNode card) {
        this.url = url;
        this.card = card;
    }

    /** What the card calls the agent, made a name; empty if nothing of it can be. */
    public String name() {
        String name = card.path("name")
                .asText()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-$", "");
        return name.length() <= NAME_CHARS_MAX
                ? name
                : name.substring(0, NAME_CHARS_MAX).replaceAll("-$", "");
    }

    /** @param name by which workflows are to call it; @param owner who answers for it; null if nobody is named */
    public ObjectNode definition(String name, @Nullable String owner) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.put("apiVersion", "baton/v1").put("kind", "Agent");
        ObjectNode metadata = definition.putObject("metadata").put("name", name);
        if (owner != null) {
            metadata.put("owner", owner);
        }
        ObjectNode spec = definition.putObject("spec");
        String description = card.path("description").asText().strip();
        if (!description.isEmpty()) {
            spec.put("mandate", cut(description));
        }
        ObjectNode a2a = spec.putObject("connector").putObject("a2a").put("url", url.toString());
        if (takesOnlyText()) {
            a2a.put("parts", "text");
        }
        return definition;
    }

    /** What the card says and the definition does not, for people. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (asks("securityRequirements") || asks("security")) {
            List<String> schemes = new ArrayList<>();
            card.path("securitySchemes").fieldNames().forEachRemaining(schemes::add);
            notes.add("the agent wants to know who calls (" + String.join(", ", schemes)
                    + "): add 'bearer' or 'headers' with a secret:// reference to the connector");
        }
        if (card.path("description").asText().strip().length() > MANDATE_CHARS_MAX) {
            notes.add("the description is longer than a mandate may be and was cut");
        }
        if (asks("signatures")) {
            notes.add("the card is signed; the signature is checked once 'signedBy' names the keys to trust");
        }
        for (JsonNode extension : card.at("/capabilities/extensions")) {
            if (extension.path("required").asBoolean()) {
                notes.add("the agent demands the extension "
                        + extension.path("uri").asText() + ", which Baton does not have");
            }
        }
        notes.add("cards do not say what shape input and output have: add 'input' and 'output' if you know");
        return notes;
    }

    private boolean asks(String key) {
        return !card.path(key).isEmpty();
    }

    private boolean takesOnlyText() {
        JsonNode modes = card.path("defaultInputModes");
        if (modes.isEmpty()) {
            return false;
        }
        for (JsonNode mode : modes) {
            if (!mode.asText().startsWith("text/") || mode.asText().equals(JSON)) {
                return false;
            }
        }
        return true;
    }

    private static String cut(String text) {
        return text.length() <= MANDATE_CHARS_MAX ? text : text.substring(0, MANDATE_CHARS_MAX - 1) + "…";
    }
}
