package dev.baton.http.agui;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Words of the protocol. */
final class AgUi {

    static final String VERSION = "1.0";

    private AgUi() {}

    static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
