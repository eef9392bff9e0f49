package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each request of {@code bad-requests.yaml} is refused as it says there, and changes nothing. */
class BadRequestsTest {

    private static TestNode node;
    private static Client client;

    record Bad(
            String is, String send, String type, Map<String, String> headers, String body, String gets, String allow) {
        @Override
        public String toString() {
            return is + ": " + send;
        }
    }

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        client.start("done", "echo", "{\"text\":\"x\"}");
        client.start("waits", "waiting", "{}");
        client.start("asks", "asking", "{}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Bad> requests() {
        Object loaded = new Load(LoadSettings.builder().build())
                .loadFromInputStream(
                        Objects.requireNonNull(BadRequestsTest.class.getResourceAsStream("bad-requests.yaml")));
        JsonNode all = new ObjectMapper().valueToTree(loaded);
        List<Bad> requests = new ArrayList<>();
        for (JsonNode one : all) {
            Map<String, String> headers = one.path("headers").properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            header -> expand(header.getValue().asText())));
            requests.add(new Bad(
                    one.path("is").asText(),
                    one.path("send").asText(),
                    one.path("type").asText("application/json"),
                    headers,
                    expand(one.path("body").asText("")),
                    one.path("gets").asText(),
                    one.path("allow").asText("")));
        }
        return requests.stream();
    }

    private static String expand(String text) {
        Map<String, IntFunction<String>> forms = Map.of(
                "characters", "x"::repeat,
                "digits", "9"::repeat,
                "levels", count -> "[".repeat(count) + "]".repeat(count),
                "values", count -> "[" + "1,".repeat(count) + "1]",
                "labels",
                        count -> IntStream.range(0, count)
                                .mapToObj(i -> "\"l" + i + "\":\"x\"")
                                .collect(Collectors.joining(",")));
        Matcher matcher = Pattern.compile("<(\\d+) ([a-z]+)>").matcher(text);
        return matcher.replaceAll(
                found -> Objects.requireNonNull(forms.get(found.group(2))).apply(Integer.parseInt(found.group(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isRefusedPreciselyAndChangesNothing(Bad bad) {
        int runs = node.runs.count();
        long events = node.runs.events();
        int definitions = node.workflows.count() + node.agents.count();
        String[] line = bad.send.split(" ", 2);
        String[] wanted = bad.gets.split(" ", 3);
        String[] headers = bad.headers.entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        boolean hasBody = !bad.body.isEmpty() || line[0].equals("PUT") || line[0].equals("POST");

        Client.Answer answer = client.send(
                line[0],
                line[1],
                hasBody && !bad.type.equals("none") ? bad.type : null,
                hasBody ? bad.body : null,
                headers);

        assertThat(answer.status() + " " + answer.code()).as(answer.body()).isEqualTo(wanted[0] + " " + wanted[1]);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("/detail")).isNotBlank().doesNotContain("Exception", "dev.baton", "\tat ");
        if (wanted.length == 3) {
            assertThat(answer.json().path("problems").findValuesAsText("pointer"))
                    .contains(wanted[2]);
        }
        if (!bad.allow.isEmpty()) {
            assertThat(answer.header("Allow")).isEqualTo(bad.allow);
        }
        assertThat(node.runs.count()).isEqualTo(runs);
        assertThat(node.runs.events()).isEqualTo(events);
        assertThat(node.workflows.count() + node.agents.count()).isEqualTo(definitions);
    }
}
