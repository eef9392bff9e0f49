package dev.baton.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-12.5e3",
                "\"a \\\"quote\\\", a \\\\, a line\\nbreak, \\u0001 and ü 漢\"",
                "[]",
                "{}",
                "{\"b\":[1,{\"c\":null}],\"a\":\"order is kept\"}"
            })
    void whatIsReadIsWrittenAgain(String text) {
        String written = Json.read(text).write();

        assertThat(Json.read(written)).isEqualTo(Json.read(text));
        assertThat(Json.read(written).write()).isEqualTo(written);
    }

    @Test
    void aPairOfSurrogatesSurvives() {
        assertThat(Json.read(Json.read("\"\\ud83d\\ude80\"").write())).isEqualTo(new Json.TextValue("\ud83d\ude80"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "01",
                "1.",
                "+1",
                "nul",
                "tru",
                "\"open",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "1 2",
                "{\"a\":1,\"a\":2}",
                "1e99999999999"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("not valid JSON");
    }

    @Test
    void nestingHasALimit() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void aFieldOfAnotherKindIsNamed() {
        Json.ObjectValue object = Json.object().with("count", "many").with("share", Json.read("0.5"));

        assertThatThrownBy(() -> object.integer("count")).hasMessage("\"count\" must be an integer");
        assertThatThrownBy(() -> object.integer("share")).hasMessage("\"share\" must be an integer");
        assertThatThrownBy(() -> object.objects("count")).hasMessage("\"count\" must be an array");
        assertThatThrownBy(() -> object.text("name")).hasMessage("\"name\" is missing");
    }
}
