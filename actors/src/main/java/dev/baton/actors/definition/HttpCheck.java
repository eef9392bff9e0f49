package dev.baton.actors.definition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the expressions of an agent that is reached by requests of its own kind. */
public final class HttpCheck {

    /** What its first request can say, besides what there is everywhere. */
    public static final Set<String> AT_FIRST = Set.of("attempt", "callback");

    /** What later ones can say. */
    public static final Set<String> LATER = Set.of("attempt", "callback", "answer");

    private HttpCheck() {}

    static void check(SourceNode.Mapping connector, DefinitionReading reading) {
        if (connector.get("http") == null) {
            return;
        }
        SourceNode.Mapping http = Documents.inside(connector, "http");
        reading.expressions().declare(untyped(AT_FIRST));
        template(http.get("path"), AT_FIRST, reading);
        template(http.get("body"), AT_FIRST, reading);
        reading.expressions().declare(untyped(LATER));
        template(Documents.inside(http, "poll").get("path"), LATER, reading);
        template(Documents.inside(http, "cancel").get("path"), LATER, reading);
        template(Documents.inside(Documents.inside(http, "events"), "resume").get("path"), LATER, reading);
    }

    private static void template(@Nullable SourceNode node, Set<String> variables, DefinitionReading reading) {
        if (node != null) {
            reading.expressions().template(node, new ExpressionPlace("", Moment.AFTER, variables));
        }
    }

    private static Map<String, CelType> untyped(Set<String> variables) {
        Map<String, CelType> types = new HashMap<>();
        variables.forEach(name -> types.put(name, SimpleType.DYN));
        return types;
    }
}
