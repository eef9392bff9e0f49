package dev.baton.persistence.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.actors.catalog.DefinitionCatalog;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.definition.WorkflowDefinition;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.UnreadableDefinition;
import dev.baton.actors.run.KnownWorkflows;
import dev.baton.actors.run.Principal;
import dev.baton.persistence.Store;
import dev.baton.persistence.TestStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose store holds definitions that a newer version has written. */
class NewerRowsTest {

    private static final String READABLE = "{\"id\":\"a\",\"agent\":\"x\"}";
    private static final String NEWER = "{\"id\":\"a\",\"debate\":{\"rounds\":3}}";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private Store store;
    private DefinitionCatalog catalog;

    @BeforeEach
    void open() {
        store = TestStore.open(TestStore.SQLITE.fresh(folder));
        write(store.workflows(), "mended", workflow("mended", READABLE));
        write(store.workflows(), "mended", workflow("mended", NEWER));
        write(store.workflows(), "plain", workflow("plain", READABLE));
        write(store.agents(), "x", agent("{\"telepathy\":{}}"));
        write(store.agents(), "y", agent("{\"human\":{\"role\":\"legal\"}}"));
        catalog = new DefinitionCatalog(
                store.workflows(),
                store.agents(),
                WorkflowCompiler::fromCanonical,
                WorkflowCompiler::agentFromCanonical,
                InstantSource.system());
        catalog.measure(meters);
        await(catalog.load());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String workflow(String name, String step) {
        return "{\"apiVersion\":\"baton/v1\",\"kind\":\"Workflow\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"do\":[" + step + "]}}";
    }

    private static String agent(String connector) {
        return "{\"apiVersion\":\"baton/v1\",\"kind\":\"Agent\",\"metadata\":{\"name\":\"x\"},\"spec\":{\"connector\":"
                + connector + "}}";
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** As a node of any version does. */
    private static void write(DefinitionStore definitions, String name, String canonical) {
        await(definitions.apply(new DefinitionStore.Draft(
                "default", name, "sha256:" + canonical.hashCode(), canonical, canonical, Instant.EPOCH, "someone")));
    }

    private double unreadable(String kind) {
        return meters.get("baton.definitions.unreadable")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    @Test
    void whatCanBeReadIsThere() {
        assertThat(catalog.latest("default", "plain")).isPresent();
        assertThat(catalog.agent("default", "y")).isPresent();
        List<String> agents = new ArrayList<>();
        catalog.eachAgent((tenant, agent) -> agents.add(agent.connector().kind()));
        assertThat(agents).containsExactly("human");
    }

    @Test
    void whatCannotBeReadIsNeitherMissingNorAnOlderVersion() {
        KnownWorkflows known = catalog.known("default");

        assertThatThrownBy(() -> catalog.latest("default", "mended"))
                .isInstanceOf(UnreadableDefinition.class)
                .hasMessageContainingAll("workflow mended version 2", "ask a newer node, or upgrade this one");
        assertThatThrownBy(() -> known.find("mended", null)).isInstanceOf(UnreadableDefinition.class);
        assertThatThrownBy(() -> known.find("mended", 2)).isInstanceOf(UnreadableDefinition.class);
        assertThatThrownBy(() -> known.agent("x")).isInstanceOf(UnreadableDefinition.class);
        assertThatThrownBy(() -> catalog.agent("default", "x"))
                .isInstanceOf(UnreadableDefinition.class)
                .hasMessageContaining("'telepathy' is not a key of 'connector'");
        assertThatThrownBy(() -> await(catalog.version("default", "mended", 2)))
                .hasCauseInstanceOf(UnreadableDefinition.class);
        assertThat(unreadable("workflow")).isEqualTo(1);
        assertThat(unreadable("agent")).isEqualTo(1);
    }

    @Test
    void anOlderVersionOfItGoesOnWorking() {
        assertThat(catalog.known("default").find("mended", 1)).isPresent();
        assertThat(await(catalog.version("default", "mended", 1))).isPresent();
    }

    @Test
    void aNewVersionThatCanBeReadTakesItsPlace() {
        WorkflowDefinition definition = WorkflowCompiler.compile(workflow("mended", READABLE))
                .workflows()
                .getFirst();

        assertThat(await(catalog.apply("default", definition, "source", Principal.SYSTEM))
                        .row()
                        .version())
                .isEqualTo(3);

        assertThat(catalog.latest("default", "mended"))
                .map(version -> version.number())
                .contains(3);
        assertThat(unreadable("workflow")).isZero();
    }

    @Test
    void oneThatANewerNodeAppliesLaterIsLookedAtAndLeft() {
        write(store.workflows(), "plain", workflow("plain", NEWER));
        write(store.agents(), "y", agent("{\"telepathy\":{}}"));

        await(catalog.refresh("default", "plain"));
        await(catalog.refresh("default", "y"));

        assertThatThrownBy(() -> catalog.latest("default", "plain")).isInstanceOf(UnreadableDefinition.class);
        assertThatThrownBy(() -> catalog.agent("default", "y")).isInstanceOf(UnreadableDefinition.class);
        assertThat(unreadable("agent")).isEqualTo(2);
    }
}
