package dev.baton.actors.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.actors.definition.DefinitionSchema;
import dev.baton.actors.port.FeedPosition;
import dev.baton.actors.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryPlanTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final RetryPlan PLAN = new RetryPlan(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)));

    @Test
    void the_pauses_grow_and_are_up_to_a_fifth_longer_and_then_it_is_given_up() {
        assertThat(PLAN.next(1, null, 0, NOON)).contains(NOON.plusSeconds(5));
        assertThat(PLAN.next(1, null, 1, NOON)).contains(NOON.plusSeconds(6));
        assertThat(PLAN.next(2, null, 0, NOON)).contains(NOON.plusSeconds(300));
        assertThat(PLAN.next(3, null, 0, NOON)).isEmpty();
    }

    @Test
    void a_receiver_may_ask_for_longer_but_not_for_ever_and_never_for_less() {
        assertThat(PLAN.next(1, Duration.ofMinutes(1), 0, NOON)).contains(NOON.plusSeconds(60));
        assertThat(PLAN.next(2, Duration.ofSeconds(1), 0, NOON)).contains(NOON.plusSeconds(300));
        assertThat(PLAN.next(1, Duration.ofDays(400), 0, NOON)).contains(NOON.plus(RetryPlan.RETRY_AFTER_MAX));
        assertThat(PLAN.next(3, Duration.ofMinutes(1), 0, NOON)).isEmpty();
    }

    @Test
    void every_type_of_event_can_be_asked_for() {
        Set<String> asked = new TreeSet<>();
        DefinitionSchema.published()
                .at("/$defs/webhook/properties/spec/properties/events/items/enum")
                .forEach(type -> asked.add(type.asText()));

        assertThat(asked)
                .isEqualTo(Stream.of(RunEvent.class.getPermittedSubclasses())
                        .map(type -> type.getSimpleName()
                                .replaceAll("(?<=.)([A-Z])", "-$1")
                                .toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .containsAll(WebhookDefinition.EVENTS_USUAL);
    }

    @Test
    void a_position_comes_back_from_its_text_and_nothing_else_does() {
        FeedPosition position = new FeedPosition(1_777_636_800_123_456L, 17, 12);

        assertThat(FeedPosition.decode(position.encode())).contains(position);
        assertThat(Stream.of("", "x", "ü", "MS4yLjM0Li4", "9".repeat(200), "OTk5OTk5OTk5OTk5OTk5OTk5OS4xLjE")
                        .map(FeedPosition::decode))
                .allMatch(Optional::isEmpty);
    }

    @Test
    void the_id_of_an_event_is_its_own_and_has_no_full_stop() {
        assertThat(WebhookDelivery.id("a.b-1", 2)).isEqualTo("a~b-1-2");
        assertThat(WebhookDelivery.id("a.b", 12)).isNotEqualTo(WebhookDelivery.id("a.b-1", 2));
    }
}
