package dev.baton.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * A JSON value that belongs to the user. Events and state hold user data only as payloads, so that the serializer can
 * move large ones into the payload store, and mask or encrypt them, in one place.
 */
public record Payload(JsonNode json) {

    public static final Payload NULL = new Payload(NullNode.getInstance());

    public Payload {
        if (json instanceof MissingNode) {
            json = NullNode.getInstance();
        }
    }
}
