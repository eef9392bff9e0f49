package dev.baton.persistence.wire;

import dev.baton.persistence.Store;
import dev.baton.persistence.codec.WireCodec;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/** Takes the messages of runs from node to node. */
public final class RunSerializer extends SerializerWithStringManifest {

    /** Ours for good: other nodes know the serializer by it. */
    private static final int IDENTIFIER = 1_612_001;

    private final ExtendedActorSystem system;
    private volatile @Nullable WireCodec codec;

    /** Called by Pekko. */
    public RunSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return WireCodec.manifest(message);
    }

    @Override
    public byte[] toBinary(Object message) {
        return codec().encode(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return codec().decode(manifest, bytes);
        } catch (IOException failure) {
            throw new NotSerializableException(manifest + " from another node: " + failure.getMessage());
        }
    }

    /** Not in the constructor: when Pekko makes its serializers, references cannot be resolved yet. */
    private WireCodec codec() {
        WireCodec known = codec;
        if (known == null) {
            known = new WireCodec(
                    ActorRefResolver.get(Adapter.toTyped(system)),
                    Store.get(system).formats());
            codec = known;
        }
        return known;
    }
}
