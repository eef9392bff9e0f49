package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.RealPostgres;
import dev.baton.cluster.crash.ServerProcess;

/** A workflow that says what no version knows yet, as a newer node would have written it. */
final class OfTomorrow {

    private static final String WRITE = """
            INSERT INTO definition(kind, tenant, name, version, digest, canonical, source, created_at, created_by)
            VALUES ('workflow', 'default', 'of-tomorrow', 1, 'of-tomorrow', '{"apiVersion":"baton/v1","kind":"Workflow",
              "metadata":{"name":"of-tomorrow"},"spec":{"do":[{"id":"a","debate":{"rounds":3}}]}}', '', 0, 'tomorrow')
            ON CONFLICT DO NOTHING
            """;

    private OfTomorrow() {}

    static void write(RealPostgres postgres) {
        postgres.change(WRITE);
    }

    /** The node is there beside it, and does not take it for something that it could do or that is not there. */
    static void isLeftAlone(ServerProcess node) {
        try (Api api = new Api(node::urls)) {
            assertThat(api.post("/v1/runs", "{\"workflow\": \"of-tomorrow\"}"))
                    .isInstanceOfSatisfying(Answer.Given.class, given -> {
                        assertThat(given.status()).isEqualTo(503);
                        assertThat(given.body().path("code").asText()).isEqualTo("definition-unreadable");
                    });
        }
    }
}
