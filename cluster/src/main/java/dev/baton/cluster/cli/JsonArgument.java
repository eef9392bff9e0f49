package dev.baton.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON on the command line: written there, in a file ({@code @FILE}), or on the standard input ({@code -}). */
final class JsonArgument {

    private JsonArgument() {}

    static JsonNode read(String option, String argument, Console console) {
        String text = text(option, argument, console);
        try {
            return Api.JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw CliFailure.usage(
                    option + " is not JSON: " + malformed.getOriginalMessage(),
                    "quote it for the shell, as in " + option + " '{\"text\": \"...\"}', or write " + option
                            + " @FILE");
        }
    }

    /** An object with some of its fields given one by one; a value that is not JSON is text, and {@code @FILE} its text. */
    static @Nullable JsonNode withFields(@Nullable JsonNode start, Map<String, String> fields) {
        if (fields.isEmpty()) {
            return start;
        }
        if (start != null && !start.isObject()) {
            throw CliFailure.usage("--set needs an input that is an object", "leave out --set or --input");
        }
        ObjectNode object = start == null ? Api.JSON.createObjectNode() : (ObjectNode) start;
        fields.forEach((name, value) -> object.set(name, field("--set " + name, value)));
        return object;
    }

    private static JsonNode field(String option, String value) {
        if (value.startsWith("@")) {
            return TextNode.valueOf(file(option, value.substring(1)));
        }
        try {
            JsonNode json = Api.JSON.readTree(value);
            return json.isMissingNode() ? TextNode.valueOf(value) : json;
        } catch (JsonProcessingException text) {
            return TextNode.valueOf(value);
        }
    }

    private static String text(String option, String argument, Console console) {
        if (argument.equals("-")) {
            try {
                return new String(console.in().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException broken) {
                throw CliFailure.usage("the standard input cannot be read: " + broken.getMessage(), "name a file");
            }
        }
        return argument.startsWith("@") ? file(option, argument.substring(1)) : argument;
    }

    private static String file(String option, String name) {
        try {
            return Files.readString(Path.of(name));
        } catch (IOException unreadable) {
            throw CliFailure.usage(
                    option + ": the file " + name
                            + (Files.exists(Path.of(name)) ? " cannot be read" : " does not exist"),
                    "check the name; it must be text in UTF-8");
        }
    }
}
