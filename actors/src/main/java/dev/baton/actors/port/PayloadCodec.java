package dev.baton.actors.port;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What happens to user data on its way into and out of the journal: the place for encryption per subject, masking and
 * erasure.
 */
public interface PayloadCodec {

    /** Stores everything as it is. */
    PayloadCodec IDENTITY = new PayloadCodec() {
        @Override
        public JsonNode seal(String tenant, JsonNode value) {
            return value;
        }

        @Override
        public JsonNode open(String tenant, JsonNode stored) {
            return stored;
        }
    };

    /** The value as it is stored. */
    JsonNode seal(String tenant, JsonNode value);

    /** The value as it was; also for what an older version of this codec has sealed. */
    JsonNode open(String tenant, JsonNode stored);
}
