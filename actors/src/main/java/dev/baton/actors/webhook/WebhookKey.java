package dev.baton.actors.webhook;

/** Names a webhook. */
public record WebhookKey(String tenant, String name) {

    @Override
    public String toString() {
        return tenant + "/" + name;
    }
}
