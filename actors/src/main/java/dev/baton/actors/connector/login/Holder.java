package dev.baton.actors.connector.login;

import dev.baton.actors.definition.AgentDefinition;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose tokens they are, and for which server: no token goes from one to another. */
public record Holder(String tenant, String agent, URI server, AuthSettings settings) {

    /** Of any agent with a {@code url} and {@code auth}; null if it has none. */
    static @Nullable Holder of(String tenant, AgentDefinition agent) {
        AuthSettings settings = AuthSettings.of(agent.connector().settings());
        return settings == null
                ? null
                : new Holder(
                        tenant,
                        agent.name(),
                        URI.create(agent.connector().settings().path("url").asText()),
                        settings);
    }

    boolean needsPerson() {
        return settings.grant() == AuthSettings.Grant.AUTHORIZATION_CODE;
    }

    /** Where its token is kept; another one as soon as anything is that the token was given for. */
    String place() {
        return String.join(
                "\n",
                "pass",
                tenant,
                agent,
                server.toString(),
                settings.grant().name(),
                Objects.requireNonNullElse(settings.client(), ""),
                Objects.requireNonNullElse(settings.issuer(), ""));
    }
}
