package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What models cost, by the name under which they are asked: {@code {version, models: {NAME: {input, cachedInput?,
 * output}}}}, each for a million tokens. The version is recorded with every call, so that a bill can be explained later.
 */
public final class PriceTable {

    /** Nothing is known: calls cost 0. */
    public static final PriceTable NONE = new PriceTable("", Map.of());

    private final String version;
    private final Map<String, Price> models;

    private PriceTable(String version, Map<String, Price> models) {
        this.version = version;
        this.models = Map.copyOf(models);
    }

    /** For a million tokens, in the currency of the bill. */
    record Price(double input, double cachedInput, double output) {

        /** In millionths of the currency: a price for a million tokens is one for each token, in millionths. */
        long micros(long inputTokens, long cachedTokens, long outputTokens) {
            long cached = Math.min(cachedTokens, inputTokens);
            return Math.round((inputTokens - cached) * input + cached * cachedInput + outputTokens * output);
        }
    }

    /** @throws IllegalArgumentException if the file cannot be read or is no table of prices; the message says why */
    public static PriceTable read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    static PriceTable parse(String text) throws JsonProcessingException {
        JsonNode json = new ObjectMapper().readTree(text);
        if (!json.path("version").isTextual() || !json.path("models").isObject()) {
            throw new IllegalArgumentException("a table of prices has a version (a text) and models (an object)");
        }
        Map<String, Price> models = new HashMap<>();
        json.get("models").properties().forEach(model -> models.put(model.getKey(), price(model)));
        return new PriceTable(json.get("version").textValue(), models);
    }

    private static Price price(Map.Entry<String, JsonNode> model) {
        double input = number(model, "input", null);
        return new Price(input, number(model, "cachedInput", input), number(model, "output", null));
    }

    private static double number(Map.Entry<String, JsonNode> model, String key, @Nullable Double fallback) {
        JsonNode number = model.getValue().path(key);
        if (number.isMissingNode() && fallback != null) {
            return fallback;
        }
        if (!number.isNumber() || number.doubleValue() < 0) {
            throw new IllegalArgumentException(
                    "model " + model.getKey() + " needs " + key + ": what a million tokens cost");
        }
        return number.doubleValue();
    }

    String version() {
        return version;
    }

    /** Null if it is not known. */
    @Nullable
    Price of(String model) {
        return models.get(model);
    }
}
