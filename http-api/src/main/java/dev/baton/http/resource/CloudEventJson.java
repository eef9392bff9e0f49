package dev.baton.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.FeedEntry;
import dev.baton.actors.port.FeedEvent;
import dev.baton.actors.run.EventType;
import dev.baton.actors.webhook.EventForm;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookKey;
import dev.baton.http.exchange.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;

/**
 * Events of runs as CloudEvents 1.0 in their structured JSON form. The data are what the history of the run shows, without
 * contents unless they are asked for: only fields that are known to hold none are then let through.
 */
public final class CloudEventJson implements EventForm {

    /** Before the type as the history has it. */
    static final String TYPE = "dev.baton.";

    /** Of an event with its contents: more, and they are left out, which {@code payloadsOmitted} says. */
    static final int BYTES_MAX = 256 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Hold no contents of what runs work on. */
    private static final Set<String> BARE = Set.of(
            "id",
            "type",
            "at",
            "by",
            "cause",
            "run",
            "workflow",
            "version",
            "fromVersion",
            "digest",
            "labels",
            "priority",
            "deadline",
            "parent",
            "parentStep",
            "root",
            "depth",
            "forkedFrom",
            "resetTo",
            "replaces",
            "path",
            "paths",
            "step",
            "attempt",
            "number",
            "agent",
            "passive",
            "restarts",
            "retryAt",
            "retryAgent",
            "usage",
            "confidence",
            "continued",
            "remedy",
            "signal",
            "until",
            "first",
            "name",
            "signalId",
            "approval",
            "role",
            "roles",
            "groups",
            "approvals",
            "rejections",
            "editable",
            "subjectHash",
            "expiresAt",
            "escalatesAt",
            "vote",
            "verdict",
            "incident",
            "action",
            "child",
            "status",
            "parentClose",
            "scope",
            "versions",
            "from",
            "read",
            "merged",
            "turn",
            "calls",
            "edited",
            "budget");

    @Override
    public byte[] write(FeedEvent event, boolean payloads) {
        return bytes(json(event, payloads));
    }

    /** As {@link #write}. */
    static ObjectNode json(FeedEvent event, boolean payloads) {
        FeedEntry entry = event.entry();
        ObjectNode data = data(event);
        if (!payloads) {
            strip(data);
        } else if (bytes(data).length > BYTES_MAX) {
            strip(data);
            data.put("payloadsOmitted", true);
        }
        ObjectNode json = envelope(
                WebhookDelivery.id(entry.run().runId(), event.number()),
                "/environments/" + part(entry.commit().environment()) + "/tenants/"
                        + part(entry.run().tenant()) + "/workflows/" + part(entry.workflow()),
                TYPE + EventType.of(event.event()),
                entry.commit().at());
        json.put("subject", entry.run().runId());
        json.put("datacontenttype", "application/json");
        json.set("data", data);
        return json;
    }

    @Override
    public byte[] trial(WebhookKey webhook, String id, Instant at) {
        ObjectNode json = envelope(
                id, "/tenants/" + part(webhook.tenant()) + "/webhooks/" + part(webhook.name()), TYPE + "test", at);
        json.put("subject", webhook.name());
        json.put("datacontenttype", "application/json");
        json.putObject("data").put("webhook", webhook.name());
        return bytes(json);
    }

    private static ObjectNode envelope(String id, String source, String type, Instant at) {
        return MAPPER.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", type)
                .put("time", at.toString());
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ObjectNode data(FeedEvent event) {
        FeedEntry entry = event.entry();
        try {
            ObjectNode data = (ObjectNode) MAPPER.readTree(
                    Json.write(out -> EventJson.write(out, entry.commit(), event.number(), event.event()))
                            .toArrayUnsafe());
            data.put("run", data.path("run").asText(entry.run().runId()));
            data.put("workflow", entry.workflow());
            if (!data.has("version")) {
                data.put("version", entry.version());
            }
            if (!data.has("labels")) {
                ObjectNode labels = data.putObject("labels");
                entry.labels().forEach(labels::put);
            }
            return data;
        } catch (IOException impossible) {
            throw new UncheckedIOException("an event was written that is no JSON", impossible);
        }
    }

    private static void strip(ObjectNode data) {
        JsonNode kind = data.at("/error/kind");
        data.retain(BARE);
        if (kind.isTextual()) {
            data.putObject("error").set("kind", kind);
        }
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
