package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.manager.RunAnswer;
import dev.baton.actors.manager.RunMessage;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormatsTest {

    private static final Principal ALICE = new Principal(Principal.Kind.PERSON, "alice", null);

    private final Formats formats = new Formats(Map.of("run-paused.v1", 2, "pause", 2, "run-wake.v1", 3));

    @Test
    void a_name_is_written_only_when_all_nodes_read_its_level() {
        assertThat(formats.latest()).isEqualTo(3);
        assertThatThrownBy(() -> formats.require("run-paused.v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run-paused.v1 belongs to format 2, and there are nodes that know the formats up to 1 only:"
                        + " upgrade them, and do it again");
        formats.require("run-resumed.v1");

        formats.activate(2);
        formats.require("run-paused.v1");
        assertThatThrownBy(() -> formats.require("run-wake.v1")).hasMessageContaining("format 3");
    }

    @Test
    void a_level_is_never_taken_back_and_one_that_is_not_known_is_refused() {
        formats.activate(3);
        formats.activate(1);
        assertThat(formats.active()).isEqualTo(3);
        assertThatThrownBy(() -> formats.activate(4)).hasMessageContaining("up to 3, not 4");
    }

    @Test
    void an_event_that_older_nodes_could_not_read_is_not_stored() {
        CommitCodec codec = new CommitCodec(PayloadCodec.IDENTITY, 1024, formats);
        Commit commit = commit(new RunEvent.RunResumed(), new RunEvent.RunPaused("why"));
        assertThatThrownBy(() -> codec.encode(commit)).hasMessageContaining("run-paused.v1 belongs to format 2");

        formats.activate(2);
        assertThat(codec.encode(commit).bytes()).isNotEmpty();
    }

    /** The only one of the latest level so far. */
    @Test
    void an_event_that_an_older_name_can_say_is_stored_under_that_one() {
        Formats early = Formats.ofThisVersion();
        CommitCodec codec = new CommitCodec(PayloadCodec.IDENTITY, 1024, early);
        assertThat(text(codec.encode(progress(null))))
                .contains("attempt-progressed.v1")
                .doesNotContain("attempt-progressed.v2");
        assertThat(codec.decode(
                        CommitCodec.COMMIT,
                        "default",
                        codec.encode(progress(null)).bytes(),
                        (tenant, digest) -> Optional.empty()))
                .isEqualTo(progress(null));
        assertThatThrownBy(() -> codec.encode(progress(new Contents("sha256:0f", 3, true, null))))
                .hasMessageContaining("attempt-progressed.v2 belongs to format 2");

        early.activate(early.latest());
        assertThat(text(codec.encode(progress(null)))).contains("attempt-progressed.v2");
    }

    private static String text(Encoded encoded) {
        return new String(encoded.bytes(), StandardCharsets.UTF_8);
    }

    private static Commit progress(@Nullable Contents contents) {
        return commit(new RunEvent.AttemptProgressed(
                "a", "r1~1", 1, new Payload(TextNode.valueOf("x")), contents, List.of(), Usage.NONE, null));
    }

    private static Commit commit(RunEvent... events) {
        return new Commit("default", "dev", ALICE, Instant.EPOCH, "command", 7, List.of(events), null);
    }

    @Test
    void a_message_that_older_nodes_could_not_read_is_not_sent() {
        ActorTestKit kit = ActorTestKit.create();
        try {
            WireCodec codec = new WireCodec(ActorRefResolver.get(kit.system()), formats);
            RunMessage pause = new RunMessage.Ask(
                    new RunCommand.Pause("why"),
                    ALICE,
                    "command",
                    Runs.Detail.ALL,
                    kit.<RunAnswer>createTestProbe().ref());
            assertThatThrownBy(() -> codec.encode(pause)).hasMessageContaining("pause belongs to format 2");

            formats.activate(2);
            assertThat(codec.encode(pause)).isNotEmpty();
        } finally {
            kit.shutdownTestKit();
        }
    }
}
