package dev.baton.actors.connector.a2a;

import dev.baton.actors.connector.AgentConnector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a call's agent was heard to say. */
final class Heard implements AgentConnector.Ear {

    private final Map<String, String> messages = new LinkedHashMap<>();

    @Override
    public synchronized void hears(String message, String words) {
        messages.merge(message, words, String::concat);
    }

    /** Each of the messages in one piece. */
    synchronized List<String> said() {
        return List.copyOf(messages.values());
    }
}
