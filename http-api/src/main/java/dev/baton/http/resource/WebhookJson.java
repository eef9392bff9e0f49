package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.port.Page;
import dev.baton.actors.webhook.DeliveryTry;
import dev.baton.actors.webhook.WebhookDefinition;
import dev.baton.actors.webhook.WebhookDelivery;
import dev.baton.actors.webhook.WebhookState;
import dev.baton.actors.webhook.Webhooks;
import java.io.IOException;
import java.util.List;

/** Webhooks and their deliveries as the API shows them. */
final class WebhookJson {

    private WebhookJson() {}

    /** What lists show. */
    static void writeHead(JsonGenerator out, WebhookState state) throws IOException {
        out.writeStringField("name", state.key().name());
        out.writeNumberField("version", state.version());
        out.writeStringField("status", state.status().code());
        EventJson.text(out, "reason", state.reason());
        out.writeStringField("changedAt", state.changedAt().toString());
        out.writeStringField("changedBy", state.changedBy());
        RunJson.time(out, "deliveredAt", state.deliveredAt());
        RunJson.time(out, "failingSince", state.failingSince());
        out.writeStringField("position", state.next().encode());
        out.writeBooleanField("replaying", state.replay() != null);
    }

    static void writeList(JsonGenerator out, List<WebhookState> shown) throws IOException {
        out.writeStartArray();
        for (WebhookState state : shown) {
            out.writeStartObject();
            writeHead(out, state);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static void write(JsonGenerator out, Webhooks.View webhook) throws IOException {
        WebhookDefinition definition = webhook.definition();
        out.writeStartObject();
        writeHead(out, webhook.state());
        out.writeStringField("url", definition.url().toString());
        ApprovalEventJson.texts(
                out, "events", definition.events().stream().sorted().toList());
        out.writeBooleanField("payloads", definition.payloads());
        out.writeStringField("digest", webhook.row().digest());
        out.writeFieldName("definition");
        out.writeRawValue(webhook.row().canonical());
        out.writeStringField("source", webhook.row().source());
        out.writeEndObject();
    }

    static void write(JsonGenerator out, Page<WebhookDelivery> page) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("deliveries");
        for (WebhookDelivery delivery : page.items()) {
            write(out, delivery);
        }
        out.writeEndArray();
        if (page.next() != null) {
            out.writeStringField("next", page.next().encode());
        }
        out.writeEndObject();
    }

    static void write(JsonGenerator out, WebhookDelivery delivery) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", delivery.id());
        out.writeStringField("run", delivery.run());
        out.writeNumberField("event", delivery.event());
        out.writeStringField("type", CloudEventJson.TYPE + delivery.type());
        out.writeStringField("at", delivery.at().toString());
        out.writeStringField("status", delivery.status().code());
        RunJson.time(out, "nextAt", delivery.nextAt());
        out.writeNumberField("attempts", delivery.attempts());
        out.writeArrayFieldStart("tries");
        for (DeliveryTry tried : delivery.tries()) {
            write(out, tried);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void write(JsonGenerator out, DeliveryTry tried) throws IOException {
        out.writeStartObject();
        out.writeStringField("at", tried.at().toString());
        out.writeBooleanField("delivered", tried.problem() == null);
        if (tried.status() != null) {
            out.writeNumberField("status", tried.status());
        }
        EventJson.text(out, "problem", tried.problem());
        out.writeNumberField("millis", tried.millis());
        out.writeEndObject();
    }
}
