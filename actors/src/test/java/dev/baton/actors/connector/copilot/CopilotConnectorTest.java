package dev.baton.actors.connector.copilot;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.port.Secret;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a stub that answers as the documentation of Direct Line 3.0 says. */
final class CopilotConnectorTest {

    private static final String GREETING = bot("Hello, I am the desk.", "acceptingInput");

    /** Of one conversation, its greeting first. */
    private final List<String> activities = new ArrayList<>();

    /** What comes of the next messages. */
    private final Deque<List<String>> replies = new ArrayDeque<>();

    private int conversations;
    private int said = 202;
    private long lifeSeconds = 1800;

    private final StubApi api = new StubApi(this::serve);
    private final AgentConnector connector =
            CopilotConnector.over(api.line(ignored -> Optional.of(Secret.of("s3cret"))));

    @AfterEach
    void close() {
        api.close();
    }

    private static String bot(String text, String hint) {
        return "{'type': 'message', 'from': {'id': 'desk', 'role': 'bot'}, 'text': '" + text + "', 'inputHint': '"
                + hint + "'}";
    }

    private synchronized StubApi.Answer serve(String asked, JsonNode body) {
        if (asked.equals("GET /token")) {
            return new StubApi.Answer(200, "{" + token() + ", 'conversationId': 'x'}");
        }
        if (asked.equals("POST /tokens/refresh")) {
            return new StubApi.Answer(200, "{" + token() + "}");
        }
        if (asked.equals("POST /conversations")) {
            activities.clear();
            activities.add(GREETING);
            conversations++;
            return new StubApi.Answer(
                    201, "{'conversationId': 'c" + conversations + "', " + token() + ", 'streamUrl': 'wss://x'}");
        }
        if (!asked.contains("/conversations/c" + conversations + "/activities")) {
            return new StubApi.Answer(404, "{'error': {'code': 'BadArgument', 'message': 'Conversation not found'}}");
        }
        if (asked.startsWith("POST")) {
            activities.add(body.toString());
            if (!replies.isEmpty()) {
                activities.addAll(replies.removeFirst());
            }
            return new StubApi.Answer(said, said == 202 ? "{'id': 'c|1'}" : "{'error': {'code': 'BotError'}}");
        }
        int from = asked.contains("watermark=") ? Integer.parseInt(asked.replaceAll(".*watermark=", "")) : 0;
        return new StubApi.Answer(
                200,
                "{'activities': " + activities.subList(from, activities.size()) + ", 'watermark': '" + activities.size()
                        + "'}");
    }

    private String token() {
        return "'token': 'tk" + conversations + "', 'expires_in': " + lifeSeconds;
    }

    private AttemptRequest begun(String more) {
        AttemptRequest request = Attempts.of(Attempts.agent(
                "desk",
                "{connector: {copilot-studio: {url: '" + api.url() + "', quiet: PT0.3S, message: '${ input.text }', "
                        + more + "}}}"));
        return StubApi.after(request, turn(request));
    }

    private AttemptRequest begun() {
        return begun("bearer: 'secret://desk'");
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    private long told() {
        return api.asked().stream()
                .filter(asked -> asked.startsWith("POST") && asked.endsWith("/activities"))
                .count();
    }

    @Test
    void whatComesAfterTheMessageIsTheAnswerAndTheGreetingIsNot() {
        replies.add(List.of(bot("One moment.", "ignoringInput"), bot("It is fixed.", "acceptingInput")));
        AttemptResult.Succeeded done = Attempts.succeeded(connector.call(begun()));
        assertThat(done.output().json()).isEqualTo(json("\"One moment.\\nIt is fixed.\""));
        assertThat(api.header("Authorization")).containsOnly("Bearer s3cret");
        assertThat(told()).isEqualTo(1);
    }

    @Test
    void allThatWasSentMayBeTheOutput() {
        replies.add(List.of(bot("Look.", "acceptingInput")));
        JsonNode output = Attempts.succeeded(connector.call(begun("bearer: 'secret://desk', output: activities")))
                .output()
                .json();
        assertThat(output).hasSize(1);
        assertThat(output.at("/0/from/id").asText()).isEqualTo("desk");
    }

    @Test
    void theEndOfTheConversationIsNotWaitedBehind() {
        replies.add(List.of(bot("Bye.", "acceptingInput"), "{'type': 'endOfConversation', 'from': {'id': 'desk'}}"));
        Attempts.succeeded(connector.call(begun("bearer: 'secret://desk', quiet: PT1H")));
        replies.add(List.of("{'type': 'endOfConversation', 'from': {'id': 'desk'}}"));
        assertThat(Attempts.kindOf(connector.call(begun()))).isEqualTo(ErrorKind.REJECTED);
    }

    @Test
    void aMessageIsNotSaidTwiceThoughAGatewayGaveUp() {
        said = 502;
        AttemptRequest begun = begun();
        replies.add(List.of(bot("It is fixed.", "acceptingInput")));
        Attempts.succeeded(connector.call(begun));
        Attempts.succeeded(connector.call(begun));
        assertThat(told()).isEqualTo(1);
    }

    @Test
    void aQuestionIsAnsweredInTheSameConversation() {
        replies.add(List.of(bot("Which printer?", "expectingInput")
                .replace(
                        "'inputHint'",
                        "'suggestedActions': {'actions': [{'title': 'A', 'value': 'a'}]}, 'inputHint'")));
        replies.add(List.of(bot("It is fixed.", "acceptingInput")));
        AttemptRequest begun = begun("bearer: 'secret://desk', onQuestion: clerk");
        AttemptResult.Progressed asks = turn(begun);
        AttemptResult.Next.Calls calls = (AttemptResult.Next.Calls) asks.next();
        assertThat(calls.calls().getFirst().input().json().path("question"))
                .isEqualTo(json("{\"text\":\"Which printer?\",\"options\":[\"a\"]}"));

        AttemptRequest answered =
                StubApi.after(begun, asks, new AgentTurn.Result(new Payload(json("\"the one upstairs\"")), null));
        assertThat(Attempts.succeeded(connector.call(answered)).output().json()).isEqualTo(json("\"It is fixed.\""));
        assertThat(activities).anyMatch(one -> one.contains("the one upstairs"));
        assertThat(told()).isEqualTo(2);
        assertThat(conversations).isEqualTo(1);
    }

    @Test
    void aTokenOpensOneConversationAndIsRenewed() {
        lifeSeconds = 1;
        replies.add(List.of());
        AttemptRequest begun = begun("tokenUrl: '" + api.url() + "/token'");
        var call = connector.call(begun);
        Attempts.until(() -> api.asked().contains("POST /tokens/refresh"));
        synchronized (this) {
            activities.add(bot("Done.", "acceptingInput"));
        }
        Attempts.succeeded(call);
        assertThat(api.header("Authorization").subList(0, 3)).containsExactly(null, "Bearer tk0", "Bearer tk1");
    }

    @Test
    void aConversationWhoseTokenIsLostIsMadeAnew() {
        AttemptRequest begun = begun("tokenUrl: '" + api.url() + "/token'");
        AgentConnector elsewhere = CopilotConnector.over(api.line(ignored -> Optional.empty()));
        AttemptResult.Progressed again = (AttemptResult.Progressed) Attempts.result(elsewhere.call(begun));
        assertThat(again.record().json()).isEqualTo(json("{\"conversation\":\"c2\"}"));
        replies.add(List.of(bot("Done.", "acceptingInput")));
        Attempts.succeeded(elsewhere.call(StubApi.after(begun, again)));
        assertThat(again.record().json().toString()).doesNotContain("tk");
    }

    @Test
    void aConversationThatIsGoneIsMadeAnewUntilAQuestionWasAsked() {
        AttemptRequest begun = begun();
        begun();
        assertThat(turn(begun).record().json()).isEqualTo(json("{\"conversation\":\"c3\"}"));

        replies.add(List.of(bot("Which?", "expectingInput")));
        AttemptRequest asked = begun("bearer: 'secret://desk', onQuestion: clerk");
        AttemptResult.Progressed asks = turn(asked);
        begun();
        AttemptResult.Failed failed = Attempts.failed(
                connector.call(StubApi.after(asked, asks, new AgentTurn.Result(new Payload(json("\"a\"")), null))));
        assertThat(failed.error().message()).contains("before its question was answered");
    }
}
