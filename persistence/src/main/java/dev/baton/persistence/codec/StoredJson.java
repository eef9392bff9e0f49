package dev.baton.persistence.codec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.MemoryScope;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The mapper of the journal. The domain knows nothing of it: all annotations stand here. */
final class StoredJson {

    private StoredJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface EventMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
    private interface ValueMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface ActivityMixin {}

    @JsonIgnoreProperties({"sideWrites", "lastEvent"})
    private interface CommitMixin {}

    /** What few steps have is left out where there is none: also from events that were stored before there was any. */
    @SuppressWarnings("UnusedMethod") // Jackson looks at it.
    private interface StepMixin {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> doneBy();

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, MemoryScope.Read> reads();
    }

    static ObjectMapper mapper() {
        SimpleModule module = new SimpleModule("stored")
                .addSerializer(Payload.class, new PayloadJson.Writer())
                .addDeserializer(Payload.class, new PayloadJson.Reader())
                .addSerializer(Contents.class, new ContentsJson.Writer())
                .addDeserializer(Contents.class, new ContentsJson.Reader())
                .addSerializer(Instant.class, new InstantJson.Writer())
                .addDeserializer(Instant.class, new InstantJson.Reader())
                .addSerializer(Usage.class, new UsageJson.Writer())
                .addDeserializer(Usage.class, new UsageJson.Reader())
                .addSerializer(ErrorKind.class, new ErrorKindJson.Writer())
                .addDeserializer(ErrorKind.class, new ErrorKindJson.Reader());
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(module)
                .addMixIn(RunEvent.class, EventMixin.class)
                .addMixIn(Value.class, ValueMixin.class)
                .addMixIn(Activity.class, ActivityMixin.class)
                .addMixIn(StepState.class, StepMixin.class)
                .addMixIn(Commit.class, CommitMixin.class)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        // What was accepted once must be readable for good: the limits stand where data enters.
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(10_000)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(10_000)
                        .build());
        register(mapper, EventNames.EVENTS);
        register(mapper, EventNames.VALUES);
        register(mapper, EventNames.ACTIVITIES);
        return mapper;
    }

    private static void register(ObjectMapper mapper, Map<? extends Class<?>, String> names) {
        names.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
    }
}
