package dev.baton.cluster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} lists every setting with its default, and no other. */
class DocumentedSettingsTest {

    private static final Path REFERENCE = Sources.ROOT.resolve("config/src/main/resources/reference.conf");
    private static final Path PAGE = Sources.DOCS.resolve("operations.md");

    /** Key, default, meaning: other tables have names that look like keys too. */
    private static final int COLUMNS = 3;

    @Test
    void everySettingIsDocumentedWithItsDefault() {
        Map<String, String> settings = settings();

        assertThat(settings).hasSizeGreaterThan(30);
        assertThat(documented()).isEqualTo(settings);
    }

    @Test
    void everyEnvironmentVariableIsDocumented() {
        Matcher variables = Pattern.compile("\\$\\{\\?([A-Z_]+)}").matcher(Sources.read(REFERENCE));
        List<String> names = variables.results().map(found -> found.group(1)).toList();

        assertThat(names).isNotEmpty();
        assertThat(Sources.read(PAGE)).contains(names);
    }

    private static Map<String, String> settings() {
        Config reference = ConfigFactory.parseFile(REFERENCE.toFile())
                .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
        Map<String, String> settings = new TreeMap<>();
        reference.entrySet().forEach(entry -> settings.put(entry.getKey(), text(entry.getValue())));
        return settings;
    }

    private static String text(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                        && !value.unwrapped().toString().isEmpty()
                ? value.unwrapped().toString()
                : value.render(ConfigRenderOptions.concise());
    }

    private static Map<String, String> documented() {
        Map<String, String> documented = new TreeMap<>();
        for (List<String> row : Sources.rows(PAGE, "baton.")) {
            if (row.size() == COLUMNS) {
                documented.put(Sources.code(row.getFirst()), Sources.code(row.get(1)));
            }
        }
        return documented;
    }
}
