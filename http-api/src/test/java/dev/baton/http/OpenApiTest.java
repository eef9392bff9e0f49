package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.RunEvent;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Route;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the API names what there is, and nothing else. */
class OpenApiTest {

    /** Turned away before there is a route, so that they belong to no operation. */
    private static final Set<String> OUTSIDE = Set.of("route-not-found", "method-not-allowed", "method-unknown");

    private static TestNode node;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        document = new Client(node).contract().document();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> routes = node.server.routes().stream()
                .map(route -> route.method() + " " + route.template())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described).isEqualTo(routes);
    }

    @Test
    void everyKindOfEventIsNamed() {
        Set<String> named = new TreeSet<>();
        document.at("/components/schemas/Event/properties/type/enum").forEach(type -> named.add(type.asText()));

        assertThat(named)
                .isEqualTo(Stream.of(RunEvent.class.getPermittedSubclasses())
                        .map(type -> type.getSimpleName()
                                .replaceAll("(?<=.)([A-Z])", "-$1")
                                .toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyErrorCodeStandsAtAnOperation() {
        Set<String> listed = new TreeSet<>(OUTSIDE);
        document.findValues("code").stream()
                .filter(code -> code.path("enum").isArray())
                .forEach(code -> code.get("enum").forEach(one -> listed.add(one.asText())));

        assertThat(listed)
                .isEqualTo(Stream.of(ErrorCode.values())
                        .map(ErrorCode::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyOperationThatTakesABodySaysWhichAndGivesAnExample() {
        for (Route route : node.server.routes()) {
            JsonNode operation = document.at("/paths")
                    .path(route.template())
                    .path(route.method().name().toLowerCase(Locale.ROOT));
            assertThat(operation.path("summary").asText()).as(route.template()).isNotBlank();
            assertThat(operation.has("requestBody")).as(route.template()).isEqualTo(route.body() != Route.Content.NONE);
        }
    }

    @Test
    void examplesMatchTheSchemasNextToThem() {
        Contract contract = new Contract(document);
        int checked = 0;
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                for (Map.Entry<String, JsonNode> response :
                        operation.getValue().get("responses").properties()) {
                    checked += contract.checkExamples(response.getValue());
                }
                checked += contract.checkExamples(operation.getValue().path("requestBody"));
            }
        }

        assertThat(checked).isGreaterThan(100);
    }
}
