package dev.baton.actors.connector.a2a;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.NpmFolder;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent made with the reference SDK ({@code @a2a-js/sdk}), on each of the bindings that are spoken. */
class RealAgentTest {

    private static AttemptResult.Progressed turn(A2a a2a, AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(a2a.connector.call(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonrpc", "rest", "old"})
    void theReferenceAgentIsSpokenTo(String binding) throws Exception {
        Process agent = NpmFolder.installed("a2a").start("node", "agent.mjs", binding);
        try (A2a a2a = new A2a();
                BufferedReader says = agent.inputReader(StandardCharsets.UTF_8)) {
            String url = says.readLine();

            assertThat(Attempts.result(a2a.connector.call(A2a.request(url, "at once"))))
                    .as("a task may be over at once, or be seen to be over a moment later")
                    .isInstanceOfAny(AttemptResult.Succeeded.class, AttemptResult.Progressed.class);

            AttemptRequest work = A2a.request(url, "work");
            AttemptResult.Progressed begun = turn(a2a, work);
            // As after a crash before the record of the turn, and then after it.
            assertThat(Attempts.succeeded(a2a.connector.call(A2a.after(work, begun)))
                            .output()
                            .json())
                    .isEqualTo(json("{\"said\":\"work\",\"begun\":1}"));

            AttemptRequest failing = A2a.request(url, "fail");
            assertThat(Attempts.failed(a2a.connector.call(A2a.after(failing, turn(a2a, failing))))
                            .error())
                    .satisfies(error -> assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
                    .satisfies(error -> assertThat(error.message()).contains("I could not"));

            asksAndIsAnswered(a2a, url);
            isCancelled(a2a, url, says);
        } finally {
            agent.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonrpc", "rest", "old"})
    void whatTheReferenceAgentSaysMeanwhileIsHeard(String binding) throws Exception {
        Process agent = NpmFolder.installed("a2a").start("node", "agent.mjs", binding, "streaming");
        try (A2a a2a = new A2a();
                BufferedReader says = agent.inputReader(StandardCharsets.UTF_8)) {
            String url = says.readLine();

            AttemptRequest telling = A2a.request(url, "tell me");
            assertThat(heard(a2a, A2a.after(telling, turn(a2a, telling)))).isEqualTo("one two three");

            AttemptRequest crossed = A2a.request(url, "tell me");
            AttemptResult.Progressed before = turn(a2a, crossed);
            // As after a crash: the stream is gone with the node that had it.
            try (A2a elsewhere = new A2a()) {
                assertThat(heard(elsewhere, A2a.after(crossed, before))).isEqualTo("one two three");
            }

            AttemptRequest lost = A2a.request(url, "tell me and hang up");
            assertThat(heard(a2a, A2a.after(lost, turn(a2a, lost)))).isEqualTo("one two three");

            asksAndIsAnswered(a2a, url);
            isCancelled(a2a, url, says);
        } finally {
            agent.destroyForcibly();
        }
    }

    @Test
    void aCardThatTheReferenceAgentHasSignedIsKnownByItsKey() throws Exception {
        Process agent = NpmFolder.installed("a2a").start("node", "agent.mjs", "jsonrpc", "signed");
        try (A2a a2a = new A2a();
                BufferedReader says = agent.inputReader(StandardCharsets.UTF_8)) {
            String url = says.readLine();
            String key = says.readLine();

            AttemptRequest work = A2a.request(url, "work", ", signedBy: [" + key + "]");
            assertThat(Attempts.succeeded(a2a.connector.call(A2a.after(work, turn(a2a, work))))
                            .output()
                            .json()
                            .path("said")
                            .asText())
                    .isEqualTo("work");

            String other = key.replaceAll("\"kid\":\"k1\"", "\"kid\":\"k2\"");
            assertThat(Attempts.failed(a2a.connector.call(A2a.request(url, "work", ", signedBy: [" + other + "]")))
                            .error())
                    .satisfies(error -> assertThat(error.kind()).isEqualTo(ErrorKind.POLICY))
                    .satisfies(error -> assertThat(error.message()).contains("connector.a2a.signedBy"));
        } finally {
            agent.destroyForcibly();
        }
    }

    private static String heard(A2a by, AttemptRequest watch) {
        Heard heard = new Heard();
        AgentConnector.Call call = by.connector.call(watch);
        call.listen(heard);
        JsonNode output = Attempts.succeeded(call).output().json();
        assertThat(heard.said()).containsExactly(output.asText());
        return heard.said().getFirst();
    }

    private static void asksAndIsAnswered(A2a a2a, String url) {
        AttemptRequest request = A2a.request(url, "ask me");
        AttemptResult.Progressed turn = turn(a2a, request);
        while (turn.next() instanceof AttemptResult.Next.Again) {
            request = A2a.after(request, turn);
            turn = turn(a2a, request);
        }
        assertThat(turn.next())
                .isInstanceOfSatisfying(
                        AttemptResult.Next.Calls.class,
                        calls -> assertThat(calls.calls()
                                        .getFirst()
                                        .input()
                                        .json()
                                        .path("question")
                                        .asText())
                                .isEqualTo("Which account?"));
        request = A2a.after(request, turn, new AgentTurn.Result(new Payload(TextNode.valueOf("the second")), null));
        turn = turn(a2a, request);
        assertThat(turn.next()).isEqualTo(new AttemptResult.Next.Again());
        assertThat(Attempts.succeeded(a2a.connector.call(A2a.after(request, turn)))
                        .output()
                        .json())
                .isEqualTo(json("{\"said\":\"the second\",\"begun\":1}"));
    }

    private static void isCancelled(A2a a2a, String url, BufferedReader says) throws Exception {
        AttemptRequest endless = A2a.request(url, "for ever");
        AgentConnector.Call call = a2a.connector.call(A2a.after(endless, turn(a2a, endless)));
        call.cancel();
        assertThat(says.readLine()).isEqualTo("cancelled");
    }
}
