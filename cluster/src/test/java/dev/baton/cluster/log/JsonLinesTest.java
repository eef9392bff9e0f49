package dev.baton.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.actors.port.RunKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class JsonLinesTest {

    private static final LoggerContext LOGS = new LoggerContext();

    @Test
    void textOfAnyKindStaysInOneLine() throws IOException {
        JsonNode line = written(event("Run {} said {}", null, new RunKey("acme", "r-1"), "\"hi\"\n\u0000\tthere"));

        assertThat(line.path("message").asText()).endsWith("said \"hi\"\n\u0000\tthere");
        assertThat(line.path("tenant").asText()).isEqualTo("acme");
        assertThat(line.path("run").asText()).isEqualTo("r-1");
        assertThat(line.path("trace").asText()).matches("[0-9a-f]{32}");
    }

    @Test
    void aLineThatIsAboutNoRunNamesNone() throws IOException {
        JsonNode line = written(event("The store is back", null));

        assertThat(line.has("run")).isFalse();
        assertThat(line.has("tenant")).isFalse();
        assertThat(line.has("trace")).isFalse();
    }

    @Test
    void aFaultComesWithItsStack() throws IOException {
        JsonNode line = written(event("It broke", new IllegalStateException("why")));

        assertThat(line.path("error").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.path("stack").asText()).contains("why").contains("JsonLinesTest");
    }

    @Test
    void whatIsAddedByNameIsAField() throws IOException {
        LoggingEvent event = event("Turned away", null);
        event.addKeyValuePair(new KeyValuePair("code", "overloaded"));

        assertThat(written(event).path("code").asText()).isEqualTo("overloaded");
    }

    private static LoggingEvent event(String message, @Nullable Throwable fault, Object... arguments) {
        return new LoggingEvent(
                JsonLinesTest.class.getName(), LOGS.getLogger("test"), Level.WARN, message, fault, arguments);
    }

    private static JsonNode written(LoggingEvent event) throws IOException {
        String text = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        assertThat(text.strip()).doesNotContain("\n");
        return new ObjectMapper().readTree(text);
    }
}
