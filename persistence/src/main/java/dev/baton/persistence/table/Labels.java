package dev.baton.persistence.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Labels as JSON text. */
final class Labels {

    private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectWriter WRITER = JSON.writerFor(TYPE);
    private static final ObjectReader READER = JSON.readerFor(TYPE);

    private Labels() {}

    static String toJson(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "{}";
        }
        try {
            return WRITER.writeValueAsString(labels);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("Labels that are no JSON: " + labels, impossible);
        }
    }

    static Map<String, String> fromJson(String json) {
        if (json.length() <= 2) {
            return Map.of();
        }
        try {
            return READER.readValue(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("Labels in the store are no JSON: " + json, damaged);
        }
    }
}
