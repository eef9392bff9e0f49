package dev.baton.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that are wrong in random ways get an answer that the API describes, and never a 5xx. */
class FuzzTest {

    private static final int REQUESTS = 1_500;
    private static final List<String> SEEDS = List.of(
            "{\"workflow\":\"echo\",\"input\":{\"text\":\"x\"},\"labels\":{\"a\":\"b\"},\"priority\":1,\"version\":1}",
            "{\"workflow\":\"waiting\",\"id\":\"f\",\"deadline\":\"2999-01-01T00:00:00Z\"}",
            "{\"reason\":\"x\"}",
            "{\"payload\":{\"a\":[1,2.5,-3e4,null,true]},\"id\":\"s\"}",
            "{\"worker\":\"w\",\"max\":3,\"waitMs\":0,\"leaseMs\":1000}",
            "{\"worker\":\"w\",\"output\":{\"a\":1},\"usage\":{\"inputTokens\":1},\"confidence\":0.5,\"handoff\":{\"to\":\"billing\"}}",
            "{\"worker\":\"w\",\"error\":{\"message\":\"m\",\"kind\":\"rejected\"}}",
            "{\"action\":\"skip\",\"output\":1,\"comment\":\"c\"}",
            "{\"apiVersion\":\"baton/v1\",\"kind\":\"Workflow\",\"metadata\":{\"name\":\"f\"},\"spec\":{\"do\":[{\"id\":\"a\",\"set\":1}]}}");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u0000",
            "\\ud83d",
            "null",
            "1e400",
            "-0",
            "99999999999999999999",
            "\u0000",
            "\u007f",
            "ä",
            "🚀",
            "${",
            "---\n",
            "&a",
            "*a",
            "!!x ",
            "<<: ",
            "\t");
    private static final List<String> IDS = List.of(
            "f", "waits", "waits~1", "f~1", "echo", "nope", "a%2Fb", "%00", "%f0%9f%9a%80", "..", "1", "0", "-1");
    private static final List<String> QUERIES = List.of(
            "",
            "",
            "",
            "?limit=1",
            "?limit=x",
            "?cursor=%ff",
            "?wait=1ms",
            "?after=9223372036854775807",
            "?status=waiting,,",
            "?label=a:b&label=:",
            "?%zz",
            "?fields=summary",
            "?&&=&a=",
            "?include=inputs");

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        client = new Client(node);
        client.start("waits", "waiting", "{}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String mutated(Random random, String text) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(mutant.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> mutant.insert(at, any(random, PIECES));
                case 1 -> mutant.delete(at, Math.min(mutant.length(), at + 1 + random.nextInt(5)));
                default -> mutant.insert(at, mutant.substring(at, Math.min(mutant.length(), at + 10)));
            }
        }
        return mutant.toString();
    }

    @Test
    void noRequestGetsMoreThanARefusal() {
        long seed = Long.getLong("baton.test.seed", new Random().nextLong());
        System.out.println("seed " + seed + " (again with -Dbaton.test.seed=" + seed + ")");
        Random random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            Route route = any(random, node.server.routes());
            String path = route.template();
            while (path.contains("{")) {
                path = path.replaceFirst("\\{[a-z]+}", any(random, IDS));
            }
            boolean sends = route.method() != Route.Method.GET;
            String type = route.body() == Route.Content.DEFINITION && random.nextBoolean()
                    ? "application/yaml"
                    : "application/json";
            String body = sends ? mutated(random, any(random, SEEDS)) : null;
            String query = any(random, QUERIES);
            if (query.contains("%zz")) {
                query = "";
            }

            Client.Answer answer = client.exchange(client.request(path + query, "Content-Type", type)
                    .method(
                            route.method().name(),
                            body == null
                                    ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                    : java.net.http.HttpRequest.BodyPublishers.ofString(body))
                    .build());

            assertThat(answer.status())
                    .as(
                            "request %d of seed %d: %s %s %s -> %s",
                            i, seed, route.method(), path + query, body, answer.body())
                    .isLessThan(500);
            if (answer.status() >= 400 && answer.header("Content-Type").equals("application/json")) {
                // Of the protocols that have a form of their own for errors.
                assertThat(route.template()).matches("/(mcp|a2a/).*");
                assertThat(answer.json().at("/error/code").isInt()).isTrue();
            } else if (answer.status() >= 400) {
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.code()).isNotEmpty();
            }
        }
        assertThat(client.get("/v1/runs/waits").status()).isEqualTo(200);
    }
}
