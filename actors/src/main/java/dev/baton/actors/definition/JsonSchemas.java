package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.networknt.schema.InvalidSchemaException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Locale;

/** JSON Schema 2020-12, without a way out: no schema is ever fetched, and no pattern takes more than linear time. */
final class JsonSchemas {

    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    /** Where the schema of schemas and its parts lie; they come with the library. */
    private static final String BUNDLED = "https://json-schema.org/draft/2020-12/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder -> builder.schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.block(iri -> !iri.toString().startsWith(BUNDLED)))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ENGLISH)
                            .formatAssertionsEnabled(true)
                            .regularExpressionFactory(JsonSchemas::linear)
                            .build()));

    private static final Schema META = REGISTRY.getSchema(SchemaLocation.of(DIALECT));

    private JsonSchemas() {}

    private static RegularExpression linear(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    /**
     * @throws com.networknt.schema.SchemaException if the schema cannot be used
     * @throws InvalidSchemaException if it refers to what is not there
     */
    static Schema compile(JsonNode schema) {
        Schema compiled = REGISTRY.getSchema(schema);
        compiled.initializeValidators();
        return compiled;
    }

    /** What is wrong with {@code schema} as a schema. */
    static List<com.networknt.schema.Error> mistakes(JsonNode schema) {
        return META.validate(schema);
    }
}
