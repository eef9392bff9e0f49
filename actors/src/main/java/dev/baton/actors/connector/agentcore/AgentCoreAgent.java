package dev.baton.actors.connector.agentcore;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.ServerSettings;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Template;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connector: {agentcore: ...}} says, and the requests.
 *
 * @param url of the service in its region, without a slash at the end
 * @param runtime the ARN of the agent's runtime
 * @param qualifier the version or endpoint; null for the default one
 * @param payload null for the input
 * @param output in the answer, or in the last event that has it; null for all of it
 */
record AgentCoreAgent(
        String url,
        AgentLine.Access access,
        String runtime,
        @Nullable String qualifier,
        @Nullable Template payload,
        @Nullable JsonPointer output) {

    private static final String SERVICE = "bedrock-agentcore";
    private static final String SESSION = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";

    /** Of an ARN: {@code arn:aws:bedrock-agentcore:REGION:...} */
    private static final int REGION = 3;

    static AgentCoreAgent of(AgentDefinition agent) {
        ServerSettings settings = ServerSettings.of(agent);
        String runtime = settings.text("runtime");
        String region = runtime.split(":", -1)[REGION];
        AgentLine.Access access = settings.access();
        JsonNode keys = settings.json().path("aws");
        return new AgentCoreAgent(
                settings.json().has("url") ? settings.url() : "https://" + SERVICE + "." + region + ".amazonaws.com",
                keys.isObject()
                        ? new AgentLine.Access(access.headers(), null, null, AwsSignature.of(keys, region, SERVICE))
                        : access,
                runtime,
                settings.textOrNull("qualifier"),
                settings.template("payload"),
                settings.pointer("output"));
    }

    /** @param session of 33 characters at least */
    Wire invoke(String session, JsonNode given, String key) {
        return Wire.post(ofRuntime("invocations"), given).with(SESSION, session).once(key);
    }

    Wire stop(String session) {
        return Wire.post(ofRuntime("stopruntimesession"), JsonNodeFactory.instance.objectNode())
                .with(SESSION, session);
    }

    private String ofRuntime(String what) {
        String query = qualifier == null ? "" : "?qualifier=" + ServerSettings.encoded(qualifier);
        return url + "/runtimes/" + ServerSettings.encoded(runtime) + "/" + what + query;
    }
}
