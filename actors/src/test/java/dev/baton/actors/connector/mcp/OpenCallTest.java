package dev.baton.actors.connector.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.MemorySettings;
import dev.baton.actors.connector.StubApi;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server asks while a tool of it is called goes to somebody in a turn of its own. */
class OpenCallTest {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final AskingServer server = new AskingServer();
    private final StubApi client = new StubApi((asked, body) -> new StubApi.Answer(404, "{}"));
    private final AgentConnector node = node();

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void theAnswerReachesTheCallThatIsStillOpen() {
        AttemptRequest begun = Attempts.of(agent());
        AttemptResult.Progressed asked = (AttemptResult.Progressed) call(node, begun);

        AttemptResult answered = call(node, StubApi.after(begun, asked, said("{\"name\": \"Ada\"}")));

        JsonNode question =
                ((Next.Calls) asked.next()).calls().getFirst().input().json();
        assertThat(question.path("question").asText()).isEqualTo("Who?");
        assertThat(question.at("/form/properties/name").isObject()).isTrue();
        assertThat(output(answered))
                .isEqualTo("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\",\"title\":\"Dr\"}}");
        assertThat(server.called).hasSize(1);
    }

    @Test
    void afterACrashTheToolIsCalledUnderTheSameKeyAndNobodyIsAskedAgain() {
        AttemptRequest begun = Attempts.of(agent());
        AttemptResult.Progressed asked = (AttemptResult.Progressed) call(node, begun);

        AttemptResult answered = call(node(), StubApi.after(begun, asked, said("{\"name\": \"Ada\"}")));

        assertThat(output(answered)).contains("\"accept\"", "\"Ada\"");
        assertThat(server.called).hasSize(2).containsOnly(begun.attempt());
    }

    @Test
    void whoeverDoesNotAnswerDeclines() {
        AttemptRequest begun = Attempts.of(agent());
        AttemptResult.Progressed asked = (AttemptResult.Progressed) call(node, begun);
        AgentTurn.Result refused = new AgentTurn.Result(null, RunError.of(ErrorKind.REJECTED, "no"));

        assertThat(output(call(node, StubApi.after(begun, asked, refused)))).isEqualTo("{\"action\":\"decline\"}");
    }

    private AgentDefinition agent() {
        AttemptResult.Failed failed = (AttemptResult.Failed) call(node, Attempts.of(agent("")));
        Matcher digest = DIGEST.matcher(failed.error().message());
        assertThat(digest.find()).as(failed.error().message()).isTrue();
        return agent(", digest: " + digest.group());
    }

    private AgentDefinition agent(String more) {
        return Attempts.agent(
                "greeter",
                "{connector: {mcp: {url: '" + server.url() + "', tool: greet, onInput: clerk" + more + "}}}");
    }

    private AgentConnector node() {
        Passes passes = new Passes(
                client.client(),
                secret -> Optional.empty(),
                new MemorySettings(),
                () -> "http://127.0.0.1",
                InstantSource.system());
        return McpConnector.over(client.line(secret -> Optional.empty()), passes);
    }

    private static AttemptResult call(AgentConnector node, AttemptRequest request) {
        return Attempts.await(node.call(request).result());
    }

    private static AgentTurn.Result said(String json) {
        return new AgentTurn.Result(new Payload(Attempts.json(json)), null);
    }

    private static String output(AttemptResult result) {
        assertThat(result).isInstanceOf(AttemptResult.Succeeded.class);
        return ((AttemptResult.Succeeded) result).output().json().toString();
    }
}
