package dev.baton.cluster.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** {@link NodeMessage} as JSON. A field may be added; anything else is a new manifest. */
final class NodeSerializer extends SerializerWithStringManifest {

    /** Ours for good: other nodes know the serializer by it. */
    private static final int IDENTIFIER = 1_612_002;

    private static final String APPLIED = "definition-applied.v1";
    private static final String NUDGED = "nudged.v1";
    private static final String DESCRIBE = "describe.v1";
    private static final String DRAIN = "drain.v1";
    private static final String SPREAD = "spread-at-once.v1";
    private static final String DONE = "done.v1";
    private static final String DESCRIPTION = "description.v1";

    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final ExtendedActorSystem system;

    /** Called by Pekko. */
    NodeSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch (message) {
            case NodeMessage.DefinitionApplied ignored -> APPLIED;
            case NodeMessage.Nudged ignored -> NUDGED;
            case NodeMessage.Describe ignored -> DESCRIBE;
            case NodeMessage.Drain ignored -> DRAIN;
            case NodeMessage.SpreadAtOnce ignored -> SPREAD;
            case NodeMessage.Answer.Done ignored -> DONE;
            case NodeMessage.Answer.Description ignored -> DESCRIPTION;
            default -> throw new IllegalArgumentException("Not between nodes: " + message.getClass());
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        ObjectNode form = json.createObjectNode();
        switch (message) {
            case NodeMessage.DefinitionApplied applied ->
                form.put("tenant", applied.tenant())
                        .put("name", applied.name())
                        .put("replyTo", text(applied.replyTo()));
            case NodeMessage.Nudged nudged ->
                form.put("tenant", nudged.tenant()).put("attempt", nudged.attempt());
            case NodeMessage.Describe describe -> form.put("replyTo", text(describe.replyTo()));
            case NodeMessage.Drain drain -> form.put("replyTo", text(drain.replyTo()));
            case NodeMessage.SpreadAtOnce spread -> form.put("replyTo", text(spread.replyTo()));
            case NodeMessage.Answer.Description of ->
                form.put("version", of.version())
                        .put("url", of.url())
                        .put("upSince", of.upSince().toString())
                        .put("shards", of.shards())
                        .put("runs", of.runs());
            default -> {}
        }
        try {
            return json.writeValueAsBytes(form);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            ObjectNode form = (ObjectNode) json.readTree(bytes);
            return switch (manifest) {
                case APPLIED ->
                    new NodeMessage.DefinitionApplied(
                            form.path("tenant").asText(), form.path("name").asText(), asker(form));
                case NUDGED ->
                    new NodeMessage.Nudged(
                            form.path("tenant").asText(), form.path("attempt").asText());
                case DESCRIBE -> new NodeMessage.Describe(asker(form));
                case DRAIN -> new NodeMessage.Drain(asker(form));
                case SPREAD -> new NodeMessage.SpreadAtOnce(asker(form));
                case DONE -> new NodeMessage.Answer.Done();
                case DESCRIPTION ->
                    new NodeMessage.Answer.Description(
                            form.path("version").asText(),
                            form.path("url").asText(),
                            Instant.parse(form.path("upSince").asText()),
                            form.path("shards").asInt(),
                            form.path("runs").asLong());
                default -> throw new NotSerializableException(manifest + " is not known to this version");
            };
        } catch (NotSerializableException unknown) {
            throw unknown;
        } catch (IOException failure) {
            throw new NotSerializableException(manifest + " from another node: " + failure.getMessage());
        }
    }

    private String text(ActorRef<NodeMessage.Answer> asker) {
        return resolver().toSerializationFormat(asker);
    }

    private ActorRef<NodeMessage.Answer> asker(ObjectNode form) {
        return resolver().resolveActorRef(form.path("replyTo").asText());
    }

    private ActorRefResolver resolver() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
