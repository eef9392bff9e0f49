package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Definitions made of cards that are read over real HTTP. */
class AgentImportTest {

    private static TestNode node;
    private static Client client;
    private static HttpServer peer;
    private static volatile String card = "";
    private static volatile int status;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start();
        client = new Client(node);
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        peer.createContext("/.well-known/agent-card.json", exchange -> {
            byte[] body = card.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        peer.start();
    }

    @AfterAll
    static void stop() {
        peer.stop(0);
        node.close();
    }

    @BeforeEach
    void aGoodCard() {
        status = 200;
        card = card("Damage Bureau (EU)", "");
    }

    private static String url() {
        return "http://127.0.0.1:" + peer.getAddress().getPort();
    }

    private static String card(String name, String more) {
        return ("{'name': '" + name
                        + "', 'description': 'Assesses damage.', 'version': '2', 'supportedInterfaces': [{'url': '"
                        + url() + "/a2a', 'protocolBinding': 'JSONRPC', 'protocolVersion': '1.0'}]" + more + "}")
                .replace('\'', '"');
    }

    private static Client.Answer send(String more) {
        return client.post("/v1/agents:import", "{\"url\":\"" + url() + "\"" + more + "}");
    }

    @Test
    void aCardIsShownAsADefinitionAndNothingIsStored() {
        Client.Answer shown = send(",\"owner\":\"claims\"");

        assertThat(shown.status()).as(shown.body()).isEqualTo(200);
        assertThat(shown.json().path("definition").toString())
                .isEqualTo(
                        "{\"apiVersion\":\"baton/v1\",\"kind\":\"Agent\",\"metadata\":{\"name\":\"damage-bureau-eu\","
                                + "\"owner\":\"claims\"},\"spec\":{\"mandate\":\"Assesses damage.\",\"connector\":{\"a2a\":{\"url\":\""
                                + url() + "\"}}}}");
        assertThat(shown.text("/applied")).isEqualTo("false");
        assertThat(client.get("/v1/agents/damage-bureau-eu").status()).isEqualTo(404);
    }

    @Test
    void aCardIsAppliedUnderTheNameThatIsAskedFor() {
        Client.Answer applied = send(",\"name\":\"bureau\",\"apply\":true");

        assertThat(applied.text("/version")).isEqualTo("1");
        assertThat(client.get("/v1/agents/bureau").text("/definition/spec/connector/a2a/url"))
                .isEqualTo(url());
        assertThat(send(",\"name\":\"bureau\",\"apply\":true").text("/created")).isEqualTo("false");
    }

    @Test
    void whatTheDefinitionCannotHoldIsNoted() {
        card = card(
                "b",
                ", 'defaultInputModes': ['text/plain'], 'signatures': [{}], 'securityRequirements': [{'schemes': {'key':"
                        + " {'list': []}}}], 'securitySchemes': {'key': {}}, 'capabilities': {'extensions': [{'uri':"
                        + " 'urn:x', 'required': true}]}");
        Client.Answer shown = send("");

        assertThat(shown.text("/definition/spec/connector/a2a/parts")).isEqualTo("text");
        assertThat(shown.json().path("notes").toString()).contains("(key)", "'signedBy' names the keys", "urn:x");
    }

    @Test
    void whatIsNoUsableCardIsRefusedWithTheReason() {
        card = card("12 %", "");
        assertRefused(send(""), "name");
        card = "no card";
        assertRefused(send(""), "JSON");
        card = "{\"name\":\"a\"}";
        assertRefused(send(""), "offers no interface");
        status = 404;
        assertRefused(send(""), "answered 404");
    }

    @Test
    void addressesThatMayNotBeCalledAreNotAsked() {
        assertRefused(
                client.post("/v1/agents:import", "{\"url\":\"http://169.254.169.254/latest\"}"), "169.254.169.254");
        assertThat(client.post("/v1/agents:import", "{\"url\":\"file:///etc/passwd\"}")
                        .text("/code"))
                .isEqualTo("invalid-field");
    }

    private static void assertRefused(Client.Answer answer, String reason) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.text("/code")).isEqualTo("agent-card-unusable");
        assertThat(answer.text("/detail")).contains(reason);
    }
}
