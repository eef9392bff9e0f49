package dev.baton.persistence.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Approvals as they were stored when one person of one role decided: what they mean today. */
final class OldApprovals {

    private OldApprovals() {}

    /** Moves {@code role}, {@code notBy} and {@code edits} into the terms. */
    static ObjectNode withTerms(ObjectNode old) {
        ObjectNode terms = old.putObject("terms");
        ObjectNode deciders = terms.putObject("deciders");
        ArrayNode roles = deciders.putArray("roles");
        JsonNode role = old.remove("role");
        if (role != null && role.isTextual()) {
            roles.add(role);
        }
        deciders.putArray("groups");
        JsonNode notBy = old.remove("notBy");
        if (notBy == null) {
            terms.putArray("notBy");
        } else {
            terms.set("notBy", notBy);
        }
        JsonNode edits = old.remove("edits");
        terms.put("edits", edits != null && edits.asBoolean());
        terms.put("approvals", 1);
        terms.put("rejections", 1);
        return old;
    }

    static ObjectNode awaiting(ObjectNode old) {
        JsonNode dueAt = old.remove("dueAt");
        withTerms(old)
                .put("edited", false)
                .put("escalations", 0)
                .put("countsFrom", 0)
                .putArray("votes");
        if (dueAt != null) {
            old.set("expiresAt", dueAt);
        }
        return old;
    }
}
