package dev.baton.cluster.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.examples.incidentmanagement.Agents;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From signs in files to a change: what is risky needs a person, what is not does not. */
final class IncidentManagementTest {

    @TempDir
    private static Path folder;

    private static PlayedExample centre;

    @BeforeAll
    static void open() throws IOException {
        centre = PlayedExample.start("incident-management", folder, Agents::crew);
    }

    @AfterAll
    static void close() {
        centre.close();
    }

    @Test
    void aBadReleaseIsFoundAndRolledBackWithTheWordOfAPerson() throws Exception {
        Play.Played played = centre.play("1-bad-release");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/triage/service").asText()).isEqualTo("checkout");
        assertThat(output.at("/triage/symptoms/0").asText()).isEqualTo("web");
        assertThat(output.at("/triage/since").asText()).isEqualTo("14:42");
        assertThat(output.at("/triage/severity").asText()).isEqualTo("SEV1");
        assertThat(output.at("/triage/evidence/0").asText())
                .endsWith("x NullPointerException: discount is null, order #");
        assertThat(played.decisions()).extracting(Play.Decision::role).containsExactly("on-call");
        assertThat(output.path("allowedBy").asText()).isEqualTo("sam");
        assertThat(output.at("/change/commands/0").asText())
                .isEqualTo("kubectl set image deployment/checkout checkout=registry.shop.example/checkout:4.17.2");
        assertThat(output.at("/messages/customers").asText()).startsWith("Many requests fail since 14:42.");
    }

    @Test
    void aLeakIsMetByARestartThatNobodyHasToAllow() throws Exception {
        Play.Played played = centre.play("2-memory-leak");
        JsonNode output = played.run().path("output");

        assertThat(output.at("/triage/service").asText()).isEqualTo("inventory");
        assertThat(output.at("/triage/cause").asText()).isEqualTo("memory");
        assertThat(output.at("/triage/symptoms/0").asText()).isEqualTo("catalogue");
        assertThat(played.decisions()).isEmpty();
        assertThat(output.at("/change/commands/0").asText()).isEqualTo("kubectl rollout restart deployment/inventory");
        assertThat(output.at("/messages/customers").asText()).isEmpty();
    }

    @Test
    void twoBadMinutesAreNoIncident() throws Exception {
        JsonNode output = centre.play("3-quiet-day").run().path("output");

        assertThat(output.path("incident").asBoolean()).isFalse();
        assertThat(centre.callsOf("3-quiet-day")).containsExactly("detector");
    }

    @Test
    void nothingIsChangedAgainstTheWordOfAPerson() throws Exception {
        Play.Played played = centre.play("4-not-now");
        JsonNode output = played.run().path("output");

        assertThat(centre.callsOf("4-not-now")).doesNotContain("change-writer").endsWith("communicator");
        assertThat(output.path("change").isNull()).isTrue();
        assertThat(output.at("/messages/team").asText()).contains("A fix is out in ten minutes.");
    }
}
