package dev.baton.intent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.intent.IntentConnector;
import dev.baton.actors.definition.BuiltInAgents;
import dev.baton.actors.port.IntentModel;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A support desk as companies have them: the model sends messages that it has never seen to where they belong. */
class SupportDeskTest {

    private static final Map<String, List<String>> DESKS = Map.of(
            "billing",
                    List.of(
                            "Invoices, payments, charges and subscription plans.",
                            "I was charged twice this month.",
                            "Please change the address on my invoice."),
            "technical",
                    List.of(
                            "Errors, crashes, login problems and bugs in the product.",
                            "The app crashes when I open it.",
                            "I cannot log in to my account."),
            "refunds",
                    List.of(
                            "Returning a purchase and getting the money back.",
                            "I want my money back.",
                            "How do I return this product?"));

    /** Where a person would send it. */
    private static final Map<String, String> MESSAGES = messages();

    private static final List<String> OFF_TOPIC = List.of(
            "What will the weather be like in Lisbon tomorrow?",
            "Tell me a joke about penguins.",
            "Who won the chess championship in 1972?",
            "My grandmother bakes excellent bread.",
            "Write a poem about autumn leaves.");

    private static final IntentConnector CONNECTOR = new IntentConnector(IntentModel::source);

    private static Map<String, String> messages() {
        Map<String, String> messages = new LinkedHashMap<>();
        messages.put("Why is there a second payment on my credit card statement?", "billing");
        messages.put("Can I get a copy of my invoice for March?", "billing");
        messages.put("I would like to upgrade to the yearly plan.", "billing");
        messages.put("My card was declined, how can I pay?", "billing");
        messages.put("The VAT number on the bill is wrong.", "billing");
        messages.put("The screen stays white after I sign in.", "technical");
        messages.put("I get error 500 when I upload a file.", "technical");
        messages.put("My password is not accepted any more.", "technical");
        messages.put("The program freezes all the time.", "technical");
        messages.put("Synchronisation with my phone does not work.", "technical");
        messages.put("I do not want the shoes, can I send them back?", "refunds");
        messages.put("When do I get my money for the returned item?", "refunds");
        messages.put("The order arrived too late, I want a refund.", "refunds");
        messages.put("How long do I have to return a purchase?", "refunds");
        messages.put("Cancel my order and reimburse me.", "refunds");
        return messages;
    }

    @AfterAll
    static void close() {
        CONNECTOR.close();
    }

    @Test
    void sendsMessagesToTheDeskWhereTheyBelong() throws Exception {
        int right = 0;
        StringBuilder wrong = new StringBuilder();
        for (Map.Entry<String, String> message : MESSAGES.entrySet()) {
            ObjectNode choice = choice(message.getKey());
            if (choice.path("handoff").asText().equals(message.getValue())) {
                right++;
            } else {
                wrong.append(message.getKey()).append(' ').append(choice).append('\n');
            }
        }

        assertThat(right).as(wrong.toString()).isGreaterThanOrEqualTo(14);
    }

    /** 0.3 is what the documentation recommends to begin with. */
    @Test
    void isNotSureOfWhatBelongsNowhere() throws Exception {
        for (String message : OFF_TOPIC) {
            assertThat(choice(message).path("confidence").asDouble())
                    .as(message)
                    .isLessThan(0.3);
        }
        int sure = 0;
        for (String message : MESSAGES.keySet()) {
            sure += choice(message).path("confidence").asDouble() >= 0.3 ? 1 : 0;
        }
        assertThat(sure).isGreaterThanOrEqualTo(13);
    }

    @Test
    void saysHowNearEachDeskIsAndByHowMuchTheFirstLeads() throws Exception {
        ObjectNode choice = choice("I was charged twice this month!");

        assertThat(choice.path("handoff").asText()).isEqualTo("billing");
        assertThat(choice.path("scores").properties()).hasSize(3);
        double first = choice.at("/scores/billing").asDouble();
        double second = Math.max(
                choice.at("/scores/technical").asDouble(),
                choice.at("/scores/refunds").asDouble());
        assertThat(choice.path("confidence").asDouble()).isEqualTo(first).isGreaterThan(0.9);
        assertThat(choice.path("margin").asDouble()).isEqualTo(Math.round((first - second) * 10_000) / 10_000.0);
        assertThat(choice("I was charged twice this month!")).isEqualTo(choice);
    }

    @Test
    void refusesWhatIsNoText() throws Exception {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.putObject("message").put("text", "help");

        assertThat(ask(input)).isInstanceOfSatisfying(AttemptResult.Failed.class, failed -> {
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.REJECTED);
            assertThat(failed.error().message()).contains("must be a text, but is an object");
        });
    }

    @Test
    void saysWhatIsMissingWhereThereIsNoModel() throws Exception {
        try (IntentConnector without = new IntentConnector(Optional::empty)) {
            AttemptResult result = without.call(request(question("help")))
                    .result()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            AttemptResult.Failed.class,
                            failed -> assertThat(failed.error().message()).contains("no intent model", "lib folder"));
        }
    }

    private static ObjectNode choice(String message) throws Exception {
        AttemptResult result = ask(question(message));
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return (ObjectNode) ((AttemptResult.Succeeded) result).output().json();
    }

    private static ObjectNode question(String message) {
        ObjectNode input = JsonNodeFactory.instance.objectNode().put("message", message);
        ObjectNode targets = input.putObject("targets");
        DESKS.forEach((name, texts) -> {
            ArrayNode list = targets.putArray(name);
            texts.forEach(list::add);
        });
        return input;
    }

    private static AttemptResult ask(ObjectNode input) throws Exception {
        return CONNECTOR.call(request(input)).result().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static AttemptRequest request(ObjectNode input) {
        return new AttemptRequest(
                "default",
                "run",
                "desk.triage",
                "run~1",
                1,
                BuiltInAgents.named(BuiltInAgents.INTENT).orElseThrow(),
                new Payload(input),
                JsonNodeFactory.instance.objectNode(),
                Duration.ofMinutes(1),
                Instant.EPOCH);
    }
}
