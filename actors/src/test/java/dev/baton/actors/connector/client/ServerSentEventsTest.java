package dev.baton.actors.connector.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerSentEventsTest {

    private static final String STREAM =
            ": hello|id: 1|event: a|data: one||data:two|data:  Grüße|data||retry: 5||data: last||data: cut";

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void whereverTheBytesAreCutTheEventsAreTheSame(String lineEnd) {
        byte[] bytes = STREAM.replace("|", lineEnd).getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            ServerSentEvents events = new ServerSentEvents();
            List<String> read = new ArrayList<>();
            for (int length = Math.min(size, bytes.length);
                    length < bytes.length;
                    length = Math.min(length + size, bytes.length)) {
                read.addAll(events.more(bytes, length));
            }
            read.addAll(events.more(bytes, bytes.length));
            assertThat(read).as("pieces of " + size).containsExactly("one", "two\n Grüße\n", "last");
        }
    }

    @Test
    void nothingIsReadTwice() {
        ServerSentEvents events = new ServerSentEvents();
        byte[] bytes = "data: a\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(events.more(bytes, bytes.length)).containsExactly("a");
        assertThat(events.more(bytes, bytes.length)).isEmpty();
    }
}
