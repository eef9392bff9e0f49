package dev.baton.examples.licensereview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DefinitionsTest {

    @Test
    void theWorkflowUsesEveryAgentAndNoOther() throws IOException {
        assertThat(matches("workflow.yaml", "\\bagent: ([a-z-]+)"))
                .containsExactlyInAnyOrderElementsOf(matches("agents.yaml", "metadata: \\{name: ([a-z-]+)"));
    }

    @Test
    void everyAgentHasAPortOfItsOwn() throws IOException {
        assertThat(matches("agents.yaml", "http://127\\.0\\.0\\.1:(\\d+)/"))
                .containsExactly("9101", "9102", "9103", "9104", "9105", "9106");
    }

    @Test
    void theWriterOnAModelGivesWhatTheWriterGives() throws IOException {
        assertThat(outputOfTheWriter("writer-on-a-model.yaml"))
                .isEqualTo(outputOfTheWriter("agents.yaml"))
                .contains("statements");
    }

    private static String outputOfTheWriter(String file) throws IOException {
        String text = Files.readString(LicenceTexts.EXAMPLE.resolve(file));
        int output = text.indexOf("\n  output:", text.indexOf("name: summary-writer"));
        int end = text.indexOf("\n---", output);
        return text.substring(output, end < 0 ? text.length() : end).strip();
    }

    private static List<String> matches(String file, String expression) throws IOException {
        return Pattern.compile(expression)
                .matcher(Files.readString(LicenceTexts.EXAMPLE.resolve(file)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
