package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another version has accepted is read as it was meant, or not at all. */
class NewerFormTest {

    private static String workflow(String step) {
        return "{\"apiVersion\":\"baton/v1\",\"kind\":\"Workflow\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"do\":["
                + step.replace('\'', '"') + "]}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'id':'a','debate':{'rounds':3}}                          | step does not say of which kind
            {'id':'a','agent':'x','memoize':true}                     | 'memoize' is not a key of
            {'id':'a','agent':'x','retry':{'maxAttempts':2,'hedge':1}}| 'hedge' is not a key of 'retry'
            {'id':'a','agent':'x','onFailure':'delegate'}             | 'onFailure'
            {'id':'a','parallel':{'b':[{'id':'c','debate':1}]}}       | step does not say of which kind
            """)
    void aStepThatThisVersionWouldReadOtherwiseIsNotReadAtAll(String step, String reason) {
        assertThatThrownBy(() -> WorkflowCompiler.fromCanonical(workflow(step)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void norIsADefinitionOfALaterVersionOfTheLanguage() {
        String later = workflow("{'id':'a','agent':'x'}").replace("baton/v1", "baton/v2");

        assertThatThrownBy(() -> WorkflowCompiler.fromCanonical(later)).hasMessageContaining("apiVersion");
    }

    @Test
    void whatIsStricterNowThanItWasIsRead() {
        String once = workflow("{'id':'A rather odd id','set':'${ steps.nobody.output }'}");

        assertThat(WorkflowCompiler.compile(once).hasErrors()).isTrue();
        assertThat(WorkflowCompiler.fromCanonical(once).plan().root().children())
                .hasSize(1);
    }

    @Test
    void theSameHoldsForAllKindsOfDefinitions() {
        refused(WorkflowCompiler::agentFromCanonical, "Agent", "'connector':{'telepathy':{}}");
        refused(
                WorkflowCompiler::scheduleFromCanonical,
                "Schedule",
                "'workflow':'w','every':'PT1H','onHolidays':'skip'");
        refused(
                WorkflowCompiler::triggerFromCanonical,
                "Trigger",
                "'webhook':{'secrets':['env:S'],'signature':'quantum'},'start':{'workflow':'w'}");
        refused(
                WorkflowCompiler::webhookFromCanonical,
                "Webhook",
                "'url':'http://127.0.0.1:1','secrets':['env:S'],'order':'strict'");
    }

    private static void refused(Function<String, ?> reader, String kind, String spec) {
        String definition = "{\"apiVersion\":\"baton/v1\",\"kind\":\"" + kind
                + "\",\"metadata\":{\"name\":\"x\"},\"spec\":{" + spec.replace('\'', '"') + "}}";
        assertThatThrownBy(() -> reader.apply(definition)).as(kind).isInstanceOf(IllegalArgumentException.class);
    }
}
