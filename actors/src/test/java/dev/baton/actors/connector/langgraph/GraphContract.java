package dev.baton.actors.connector.langgraph;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.Attempts;
import dev.baton.actors.connector.client.HttpClient;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a graph on a LangGraph server does; on which one, subclasses say. */
abstract class GraphContract {

    private final HttpClient client = HttpClient.start(
            HttpClientSettings.of(ConfigFactory.parseString("baton.http-client.private-hosts = [loopback]")
                    .withFallback(ConfigFactory.load())),
            new SimpleMeterRegistry());

    private final AgentConnector connector =
            LangGraphConnector.over(new AgentLine(client, ignored -> Optional.empty(), InstantSource.system()));

    abstract String url();

    @AfterEach
    void close() {
        client.close();
    }

    private AttemptRequest request(String text) {
        return Attempts.of(
                Attempts.agent(
                        "graph",
                        "{connector: {langgraph: {url: '" + url()
                                + "/', assistant: worker, input: {text: '${ input.say }'}, onInterrupt: clerk}}}"),
                json("{\"say\":\"" + text + "\"}"));
    }

    private AttemptResult.Progressed turn(AttemptRequest request) {
        return (AttemptResult.Progressed) Attempts.result(connector.call(request));
    }

    private static AttemptRequest after(
            AttemptRequest before, AttemptResult.Progressed turn, AgentTurn.Result... results) {
        List<AgentTurn.Past> turns = new ArrayList<>(before.turns());
        turns.add(new AgentTurn.Past(turn.record(), List.of(results)));
        return before.with(turns);
    }

    @Test
    void theLastStateIsTheOutputAndARepetitionBeginsNothing() {
        AttemptRequest request = request("hello");
        AttemptResult.Progressed begun = turn(request);
        assertThat(turn(request).record())
                .as("as after a crash before the record")
                .isEqualTo(begun.record());
        assertThat(Attempts.succeeded(connector.call(after(request, begun)))
                        .output()
                        .json()
                        .path("answer")
                        .asText())
                .isEqualTo("did hello");
    }

    @Test
    void whatAGraphAsksIsAnsweredOnce() {
        AttemptRequest request = request("ask");
        request = after(request, turn(request));
        AttemptResult.Progressed asks = turn(request);
        assertThat(asks.next())
                .isInstanceOfSatisfying(
                        Next.Calls.class,
                        calls -> assertThat(
                                        calls.calls().getFirst().input().json().path("question"))
                                .isEqualTo(json("{\"may\":\"I send it?\"}")));

        AttemptRequest answered =
                after(request, asks, new AgentTurn.Result(new Payload(json("{\"by\":\"dana\"}")), null));
        AttemptResult.Progressed resumed = turn(answered);
        assertThat(resumed.next()).isEqualTo(new Next.Again());
        assertThat(turn(answered).record()).as("resumed once").isEqualTo(resumed.record());
        assertThat(Attempts.succeeded(connector.call(after(answered, resumed)))
                        .output()
                        .json()
                        .path("approvedBy")
                        .asText())
                .isEqualTo("dana");
    }

    @Test
    void aGraphThatFailsSaysWhy() {
        AttemptRequest request = request("fail");
        AttemptResult.Failed failed = Attempts.failed(connector.call(after(request, turn(request))));
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failed.error().message()).contains("the index is empty");
    }

    @Test
    void aRunIsCalledOff() {
        AttemptRequest request = request("for ever");
        AttemptRequest begun = after(request, turn(request));
        AgentConnector.Call watching = connector.call(begun);
        watching.cancel();
        assertThat(Attempts.kindOf(watching)).isEqualTo(ErrorKind.CANCELLED);
        assertThat(Attempts.kindOf(connector.call(begun)))
                .as("the server has ended the run, whatever it calls that")
                .isIn(ErrorKind.CANCELLED, ErrorKind.UNAVAILABLE);
    }

    @Test
    void anUnknownAssistantIsRejected() {
        AttemptRequest request = Attempts.of(
                Attempts.agent("graph", "{connector: {langgraph: {url: '" + url() + "', assistant: nobody}}}"));
        assertThat(Attempts.kindOf(connector.call(request))).isEqualTo(ErrorKind.REJECTED);
    }
}
