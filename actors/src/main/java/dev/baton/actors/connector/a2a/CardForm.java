package dev.baton.actors.connector.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What of a card is signed (A2A 1.0, 8.4.1): the members that version 1.0 knows, without those that have their default value,
 * and without the signatures. What is not part of this form is nobody's word.
 */
final class CardForm {

    private static final String ANY_NAME = "*";

    /** Members whose absence and {@code false} are the same. */
    private static final Set<String> FALSE_IS_DEFAULT = Set.of("required", "pkceRequired");

    private static final Shape ANY = new Shape(Map.of());

    /** What members an object may have; one without members may be anything. */
    private record Shape(Map<String, Shape> members) {

        static Shape of(String names) {
            Map<String, Shape> members = new HashMap<>();
            for (String name : names.split(" ")) {
                members.put(name, ANY);
            }
            return new Shape(members);
        }

        Shape with(String name, Shape shape) {
            Map<String, Shape> more = new HashMap<>(members);
            more.put(name, shape);
            return new Shape(more);
        }

        boolean isAnything() {
            return members.isEmpty();
        }

        static Shape mapOf(Shape shape) {
            return new Shape(Map.of(ANY_NAME, shape));
        }
    }

    private static final Shape FLOW =
            Shape.of("authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl scopes pkceRequired");

    private static final Shape SCHEME = new Shape(Map.of(
            "apiKeySecurityScheme", Shape.of("description location name"),
            "httpAuthSecurityScheme", Shape.of("description scheme bearerFormat"),
            "oauth2SecurityScheme", Shape.of("description oauth2MetadataUrl").with("flows", Shape.mapOf(FLOW)),
            "openIdConnectSecurityScheme", Shape.of("description openIdConnectUrl"),
            "mtlsSecurityScheme", Shape.of("description")));

    private static final Shape REQUIREMENT = new Shape(Map.of("schemes", Shape.mapOf(Shape.of("list"))));

    private static final Shape CARD = Shape.of(
                    "name description version documentationUrl iconUrl defaultInputModes defaultOutputModes")
            .with("supportedInterfaces", Shape.of("url protocolBinding tenant protocolVersion"))
            .with("provider", Shape.of("url organization"))
            .with(
                    "capabilities",
                    Shape.of("streaming pushNotifications extendedAgentCard")
                            .with("extensions", Shape.of("uri description required params")))
            .with("securitySchemes", Shape.mapOf(SCHEME))
            .with("securityRequirements", REQUIREMENT)
            .with(
                    "skills",
                    Shape.of("id name description tags examples inputModes outputModes")
                            .with("securityRequirements", REQUIREMENT));

    private CardForm() {}

    static ObjectNode of(JsonNode card) {
        return members(card, CARD);
    }

    private static JsonNode value(JsonNode value, Shape shape) {
        if (value.isArray()) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : value) {
                JsonNode kept = value(item, shape);
                if (!isEmpty(kept)) {
                    items.add(kept);
                }
            }
            return items;
        }
        return value.isObject() ? members(value, shape) : value;
    }

    private static ObjectNode members(JsonNode object, Shape shape) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(member -> {
            String name = member.getKey();
            Shape of = shape.isAnything()
                    ? ANY
                    : shape.members().getOrDefault(name, shape.members().get(ANY_NAME));
            boolean isDefault = !shape.isAnything()
                    && FALSE_IS_DEFAULT.contains(name)
                    && member.getValue().isBoolean()
                    && !member.getValue().booleanValue();
            if (of != null && !isDefault) {
                JsonNode kept = value(member.getValue(), of);
                if (!isEmpty(kept)) {
                    members.set(name, kept);
                }
            }
        });
        return members;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty());
    }
}
