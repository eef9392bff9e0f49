package dev.baton.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-12",
                "12.50",
                "1234567890123456789012345",
                "\"a \\\"quote\\\", a \\\\, a line\\nbreak, \\u0001 and ü 漢\"",
                "\"\\ud83d\\ude80\"",
                "[]",
                "{}",
                "{\"b\":[1,{\"c\":null}],\"a\":\"order is kept\"}"
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "01",
                "1.",
                "nul",
                "\"open",
                "\"\\x\"",
                "\"\t\"",
                "1 2",
                "1e9999999999"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).hasMessageStartingWith("not valid JSON");
    }

    @Test
    void nestingHasALimit() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).hasMessageContaining("nested deeper");
    }

    @Test
    void whatJsonDoesNotHaveIsNotWritten() {
        assertThatThrownBy(() -> Json.write(List.of(Double.NaN))).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Json.write(Map.of(1, 2))).hasMessageContaining("keys");
        assertThatThrownBy(() -> Json.write(new Object())).hasMessageContaining("java.lang.Object");
    }
}
