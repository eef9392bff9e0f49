package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.definition.SchemaCheck;
import java.util.List;
import java.util.function.Predicate;

/** A schema that says in one word what it wants. */
public record FakeSchema(String wanted, Predicate<JsonNode> fits) implements SchemaCheck {

    public static final FakeSchema ODD = new FakeSchema("odd", json -> json.isInt() && json.asInt() % 2 == 1);

    @Override
    public JsonNode schema() {
        return Json.of(wanted);
    }

    @Override
    public List<String> violations(JsonNode json) {
        return fits.test(json) ? List.of() : List.of(json + " is not " + wanted);
    }
}
