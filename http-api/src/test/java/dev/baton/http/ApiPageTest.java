package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/api.md} leaves no route and no error out. */
class ApiPageTest {

    @Test
    void everyRouteAndEveryErrorIsOnThePage() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/api.md"))) {
            folder = java.util.Objects.requireNonNull(folder.getParent(), "no docs/api.md above the working folder");
        }
        String page =
                Files.readString(folder.resolve("docs/api.md")) + Files.readString(folder.resolve("docs/protocols.md"));

        try (TestNode node = TestNode.start()) {
            for (Route route : node.server.routes()) {
                String pattern = route.template()
                        .replace("{token}", "\\{token\\}")
                        .replaceAll("(?<!\\\\)\\{[a-z]+}", "[^/\"? :]+")
                        .replace(".", "\\.");
                assertThat(page).as(route.toString()).containsPattern(pattern + "[\"? `]");
            }
        }
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("| `" + code.code() + "` | " + code.status() + " | " + code.title() + " |");
        }
    }
}
