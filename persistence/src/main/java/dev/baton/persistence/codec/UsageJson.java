package dev.baton.persistence.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.baton.actors.run.Usage;
import java.io.IOException;

/** Usage as a list of numbers, for each result has one: the first three, and all five only if one of the last is not 0. */
final class UsageJson {

    private static final int NUMBERS_MAX = 5;

    private UsageJson() {}

    static final class Writer extends JsonSerializer<Usage> {
        @Override
        public void serialize(Usage usage, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeStartArray();
            generator.writeNumber(usage.inputTokens());
            generator.writeNumber(usage.outputTokens());
            generator.writeNumber(usage.costMicros());
            if (usage.cachedTokens() != 0 || usage.reasoningTokens() != 0) {
                generator.writeNumber(usage.cachedTokens());
                generator.writeNumber(usage.reasoningTokens());
            }
            generator.writeEndArray();
        }
    }

    static final class Reader extends JsonDeserializer<Usage> {
        @Override
        public Usage deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            long[] numbers = new long[NUMBERS_MAX];
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i == NUMBERS_MAX) {
                    throw MismatchedInputException.from(parser, Usage.class, "a usage has " + NUMBERS_MAX + " numbers");
                }
                numbers[i] = parser.getLongValue();
            }
            return new Usage(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }
    }
}
