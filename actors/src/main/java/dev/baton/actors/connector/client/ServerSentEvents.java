package dev.baton.actors.connector.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events out of bytes that come little by little. */
public final class ServerSentEvents {

    private static final String DATA = "data";
    private static final int NAME_CHARS_MAX = 1_024;
    private static final int ID_CHARS_MAX = 1_024;
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,7}");

    /** @param name {@code message} if the stream does not say */
    public record Event(String name, String data) {

        public static final String UNNAMED = "message";
    }

    private String name = Event.UNNAMED;
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private int read;
    private @Nullable String lastId;
    private @Nullable Duration retry;

    /** Where the stream can be taken up again; null if it has said nothing of that. */
    public @Nullable String lastId() {
        return lastId;
    }

    /** How long to wait before; as given if the stream does not say. */
    public Duration retry(Duration usual) {
        return retry == null ? usual : retry;
    }

    /**
     * The data of the events that have become whole since the last call.
     *
     * @param bytes all that has come so far, from the begin of the stream, in the first {@code length}
     */
    public List<String> more(byte[] bytes, int length) {
        return events(bytes, length).stream().map(Event::data).toList();
    }

    /** As {@link #more}, with the names of the events. */
    public List<Event> events(byte[] bytes, int length) {
        List<Event> whole = new ArrayList<>();
        int start = read;
        for (int at = start; at < length; at++) {
            boolean end = bytes[at] == '\n' || bytes[at] == '\r';
            if (bytes[at] == '\r' && at + 1 == length) {
                // The other half of the line's end may be still to come.
                break;
            }
            if (end) {
                line(new String(bytes, start, at - start, StandardCharsets.UTF_8), whole);
                at += bytes[at] == '\r' && bytes[at + 1] == '\n' ? 1 : 0;
                start = at + 1;
            }
        }
        read = start;
        return whole;
    }

    private void line(String line, List<Event> whole) {
        if (line.isEmpty()) {
            if (hasData) {
                whole.add(new Event(name, data.toString()));
            }
            name = Event.UNNAMED;
            data.setLength(0);
            hasData = false;
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String rest = colon < 0 ? "" : line.substring(colon + 1);
        String value = rest.startsWith(" ") ? rest.substring(1) : rest;
        switch (field) {
            case DATA -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "event" -> name = value.isEmpty() || value.length() > NAME_CHARS_MAX ? Event.UNNAMED : value;
            case "id" -> lastId = value.isEmpty() || value.length() > ID_CHARS_MAX ? null : value;
            case "retry" -> retry = MILLIS.matcher(value).matches() ? Duration.ofMillis(Long.parseLong(value)) : retry;
            default -> {}
        }
    }
}
