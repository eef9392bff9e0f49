package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.bulk.BulkChange;
import dev.baton.actors.bulk.BulkEvent;
import dev.baton.actors.bulk.BulkFold;
import dev.baton.actors.bulk.BulkKey;
import dev.baton.actors.bulk.BulkRequest;
import dev.baton.actors.bulk.BulkState;
import dev.baton.actors.bulk.BulkVerb;
import dev.baton.actors.bulk.RunResult;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.RunFilter;
import dev.baton.actors.run.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BulkCodecTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden-bulk");
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Principal DANA = new Principal(Principal.Kind.PERSON, "dana", null);
    private static final BulkKey KEY = new BulkKey("default", "b1");
    private static final RunFilter FILTER = new RunFilter(
            Set.of("failed", "cancelled"),
            "review",
            3,
            Map.of("team", "legal"),
            "p",
            "top",
            "timeout",
            NOON.minusSeconds(60),
            NOON);

    private static final List<BulkVerb> VERBS = List.of(
            new BulkVerb.Pause("a"),
            new BulkVerb.Resume(),
            new BulkVerb.Cancel("b"),
            new BulkVerb.Terminate(null),
            new BulkVerb.Retry("c"),
            new BulkVerb.Signal("go", JsonNodeFactory.instance.objectNode().put("n", 1)),
            new BulkVerb.Migrate(4, "sha256:00", null));

    /** One of each kind, in an order in which they can happen. */
    private static final List<BulkEvent> EVENTS = List.of(
            new BulkEvent.Asked(new BulkRequest(VERBS.get(4), FILTER, 12, 100), "abc"),
            new BulkEvent.Taken(List.of("r2", "r1"), new Cursor(NOON, "r1")),
            new BulkEvent.Told(List.of(
                    RunResult.of("r2", RunResult.Kind.DONE),
                    new RunResult("r1", RunResult.Kind.REFUSED, "run-ended", "It has ended."))),
            new BulkEvent.Stopped("enough"),
            new BulkEvent.Completed(false));

    private final BulkCodec codec = new BulkCodec();
    private final ObjectMapper plain = new ObjectMapper();

    private static BulkChange change(long first, List<BulkEvent> events) {
        return new BulkChange(KEY, "dev", first, NOON, DANA, "advance", events);
    }

    @Test
    void every_event_and_every_state_on_the_way_comes_back_as_it_was() {
        BulkState state = BulkState.none(KEY);
        for (BulkEvent event : EVENTS) {
            BulkChange change = change(state.lastEvent() + 1, List.of(event));
            state = BulkFold.apply(state, change);
            assertThat(codec.change(BulkCodec.CHANGE, codec.encode(change))).isEqualTo(change);
            assertThat(codec.state(BulkCodec.STATE, codec.encode(state))).isEqualTo(state);
        }
        Set<Class<?>> kinds = EVENTS.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(kinds).isEqualTo(BulkCodec.EVENTS.keySet()).hasSize(BulkEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void every_verb_comes_back_as_it_was() {
        for (BulkVerb verb : VERBS) {
            BulkChange change = change(1, List.of(new BulkEvent.Asked(new BulkRequest(verb, FILTER, 1, 1), "d")));
            String text = codec.encode(change);
            assertThat(text).contains("\"verb\":\"" + verb.word() + "\"");
            assertThat(codec.change(BulkCodec.CHANGE, text)).isEqualTo(change);
        }
        assertThat(VERBS).hasSize(BulkVerb.class.getPermittedSubclasses().length);
    }

    /** Run with {@code -Dgolden.write=true} once to add the file of a new event or version; never to change one. */
    @Test
    void what_was_stored_once_is_read_for_good() throws IOException {
        for (BulkEvent event : EVENTS) {
            BulkChange change = change(1, List.of(event));
            String name = BulkCodec.EVENTS.get(event.getClass());
            String golden = golden(GOLDEN.resolve(name + ".json"), codec.encode(change));
            assertThat(plain.readTree(codec.encode(change))).as(name).isEqualTo(plain.readTree(golden));
            assertThat(codec.change(BulkCodec.CHANGE, golden)).isEqualTo(change);
        }
        BulkState state = BulkFold.apply(BulkState.none(KEY), change(1, EVENTS));
        String golden = golden(GOLDEN.resolve(BulkCodec.STATE + ".json"), codec.encode(state));
        assertThat(codec.state(BulkCodec.STATE, golden)).isEqualTo(state);
    }

    private static String golden(Path file, String now) throws IOException {
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, now + "\n");
        }
        return Files.readString(file).strip();
    }

    @Test
    void what_a_newer_version_has_written_is_refused() {
        assertThatThrownBy(() -> codec.state("bulk-state.v2", "{}"))
                .isInstanceOf(CorruptEvent.class)
                .hasMessageContaining("newer version");
    }
}
