package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.run.Principal;
import dev.baton.actors.schedule.Fire;
import dev.baton.actors.schedule.ScheduleChange;
import dev.baton.actors.schedule.ScheduleEvent;
import dev.baton.actors.schedule.ScheduleFold;
import dev.baton.actors.schedule.ScheduleKey;
import dev.baton.actors.schedule.ScheduleState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleCodecTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden-schedules");
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Principal DANA = new Principal(
            Principal.Kind.SERVICE, "schedule/nightly", new Principal(Principal.Kind.PERSON, "dana", null));
    private static final ScheduleKey KEY = new ScheduleKey("default", "nightly");
    private static final Fire FIRE = new Fire(
            NOON,
            Fire.Cause.TIME,
            "nightly-1",
            "report",
            3,
            JsonNodeFactory.instance.objectNode().put("day", "2026-05-01"),
            DANA);
    private static final Fire LATEST =
            new Fire(NOON, Fire.Cause.MANUAL, "nightly-2", "report", null, JsonNodeFactory.instance.nullNode(), DANA);

    /** One of each kind, in an order in which they can happen. */
    private static final List<ScheduleEvent> EVENTS = List.of(
            new ScheduleEvent.Applied("{\"kind\":\"Schedule\"}", "sha256:00", "kind: Schedule", NOON),
            new ScheduleEvent.Planned(NOON),
            new ScheduleEvent.Fired(FIRE),
            new ScheduleEvent.Started("nightly-1", 3),
            new ScheduleEvent.Buffered(LATEST),
            new ScheduleEvent.Skipped(NOON, Fire.Cause.MANUAL, "the schedule was paused"),
            new ScheduleEvent.Missed(NOON, NOON.plusSeconds(60), 2, true),
            new ScheduleEvent.Failed(NOON, Fire.Cause.BACKFILL, null, "input", "no such key"),
            new ScheduleEvent.Ended(List.of("nightly-1")),
            new ScheduleEvent.BackfillAsked("b1", NOON, NOON.plusSeconds(60), 2),
            new ScheduleEvent.BackfillAdvanced("b1", null),
            new ScheduleEvent.Paused("holidays"),
            new ScheduleEvent.Resumed("back"),
            new ScheduleEvent.Planned(null),
            new ScheduleEvent.Deleted());

    private final ScheduleCodec codec = new ScheduleCodec();
    private final ObjectMapper plain = new ObjectMapper();

    private static ScheduleChange change(long first, List<ScheduleEvent> events) {
        return new ScheduleChange(KEY, "dev", first, NOON, DANA, "wake", events);
    }

    @Test
    void every_event_and_every_state_on_the_way_comes_back_as_it_was() {
        ScheduleState state = ScheduleState.none(KEY);
        for (ScheduleEvent event : EVENTS) {
            ScheduleChange change = change(state.lastEvent() + 1, List.of(event));
            state = ScheduleFold.apply(state, change);
            assertThat(codec.change(ScheduleCodec.CHANGE, codec.encode(change))).isEqualTo(change);
            assertThat(codec.state(ScheduleCodec.STATE, codec.encode(state))).isEqualTo(state);
        }
        Set<Class<?>> kinds = EVENTS.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(kinds)
                .isEqualTo(ScheduleCodec.EVENTS.keySet())
                .hasSize(ScheduleEvent.class.getPermittedSubclasses().length);
    }

    /** Run with {@code -Dgolden.write=true} once to add the file of a new event or version; never to change one. */
    @Test
    void what_was_stored_once_is_read_for_good() throws IOException {
        for (ScheduleEvent event : EVENTS) {
            ScheduleChange change = change(1, List.of(event));
            String name = ScheduleCodec.EVENTS.get(event.getClass());
            if (event.equals(new ScheduleEvent.Planned(null))) {
                continue;
            }
            Path file = GOLDEN.resolve(name + ".json");
            if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
                Files.createDirectories(GOLDEN);
                Files.writeString(file, codec.encode(change) + "\n");
            }
            String golden = Files.readString(file).strip();
            assertThat(plain.readTree(codec.encode(change))).as(name).isEqualTo(plain.readTree(golden));
            assertThat(codec.change(ScheduleCodec.CHANGE, golden)).isEqualTo(change);
        }
        ScheduleState state = ScheduleFold.apply(ScheduleState.none(KEY), change(1, EVENTS.subList(0, 12)));
        Path file = GOLDEN.resolve(ScheduleCodec.STATE + ".json");
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.writeString(file, codec.encode(state) + "\n");
        }
        assertThat(codec.state(ScheduleCodec.STATE, Files.readString(file))).isEqualTo(state);
    }

    @Test
    void what_a_newer_version_has_written_is_refused() {
        assertThatThrownBy(() -> codec.state("schedule-state.v2", "{}"))
                .isInstanceOf(CorruptEvent.class)
                .hasMessageContaining("newer version");
    }
}
