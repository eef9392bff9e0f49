package dev.baton.actors.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FireTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> cron(String cron, ZoneId zone, String after, int count) throws CronMistake {
        return next(FireTimes.of(List.of(cron), null, zone, null, null), after, count);
    }

    private static List<String> next(FireTimes times, String after, int count) {
        List<String> next = new ArrayList<>();
        Instant time = Instant.parse(after);
        while (next.size() < count) {
            time = times.after(time).orElseThrow();
            next.add(time.toString());
        }
        return next;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * MON-FRI      | 2026-01-02T02:00:00Z 2026-01-05T02:00:00Z 2026-01-06T02:00:00Z",
                "*/20 9 * * *         | 2026-01-01T09:00:00Z 2026-01-01T09:20:00Z 2026-01-01T09:40:00Z",
                "5/20 9 * * *         | 2026-01-01T09:05:00Z 2026-01-01T09:25:00Z 2026-01-01T09:45:00Z",
                "0 0 29 2 *           | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z",
                "0 0 31 * *           | 2026-01-31T00:00:00Z 2026-03-31T00:00:00Z 2026-05-31T00:00:00Z",
                "0 0 * * 7            | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z",
                "0 0 * * sun,0        | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z",
                "30 23 1 jan-feb,12 * | 2026-02-01T23:30:00Z 2026-12-01T23:30:00Z 2027-01-01T23:30:00Z",
                // Both days restricted: either is enough.
                "0 0 13 * FRI         | 2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z",
            })
    void fields_mean_what_they_mean_in_cron(String cron, String expected) throws CronMistake {
        assertThat(cron(cron, ZoneOffset.UTC, start(cron), 3)).containsExactly(expected.split(" "));
    }

    private static String start(String cron) {
        return cron.contains("9 * * *") ? "2026-01-01T00:00:00Z" : "2026-01-01T23:30:00Z";
    }

    /** On 2026-03-29 clocks in Berlin jump from 02:00 to 03:00. */
    @Test
    void a_time_of_day_that_is_skipped_fires_when_the_clocks_have_changed() throws CronMistake {
        assertThat(cron("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(cron("0,30 2,3 * * *", BERLIN, "2026-03-28T23:00:00Z", 3))
                .as("skipped times and the first after them are one")
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:00:00Z");
    }

    /** On 2026-10-25 clocks in Berlin go back from 03:00 to 02:00. */
    @Test
    void a_time_of_day_that_comes_twice_fires_the_first_time() throws CronMistake {
        assertThat(cron("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(cron("30 2 * * *", BERLIN, "2026-10-25T01:10:00Z", 1))
                .as("asked in the hour that is repeated")
                .containsExactly("2026-10-26T01:30:00Z");
        assertThat(cron("0 2,3 * * *", BERLIN, "2026-10-24T12:00:00Z", 3))
                .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "2026-10-26T01:00:00Z");
    }

    @Test
    void an_expression_for_every_hour_goes_by_elapsed_time() throws CronMistake {
        assertThat(cron("30 * * * *", BERLIN, "2026-03-28T23:45:00Z", 3))
                .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
        assertThat(cron("30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 3))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
    }

    @Test
    void a_zone_that_changes_by_half_an_hour_and_at_midnight_is_no_exception() throws CronMistake {
        // Lord Howe Island: 2026-10-04 02:00 to 02:30.
        assertThat(cron("15 2 * * *", ZoneId.of("Australia/Lord_Howe"), "2026-10-03T00:00:00Z", 2))
                .containsExactly("2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z");
        // Beirut: 2026-03-29 00:00 to 01:00.
        assertThat(cron("0 0 * * *", ZoneId.of("Asia/Beirut"), "2026-03-27T23:00:00Z", 2))
                .containsExactly("2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z");
    }

    @Test
    void an_interval_counts_from_its_start_else_from_1970() throws CronMistake {
        Duration every = Duration.ofMinutes(20);
        assertThat(next(FireTimes.of(List.of(), every, BERLIN, null, null), "2026-03-29T00:50:00Z", 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z");
        Instant start = Instant.parse("2026-05-01T10:05:00Z");
        FireTimes from = FireTimes.of(List.of(), every, BERLIN, start, null);
        assertThat(next(from, "2020-01-01T00:00:00Z", 2))
                .containsExactly("2026-05-01T10:05:00Z", "2026-05-01T10:25:00Z");
        assertThat(next(from, "2026-05-01T10:05:00Z", 1)).containsExactly("2026-05-01T10:25:00Z");
    }

    @Test
    void several_rules_are_one_sequence_between_start_and_end() throws CronMistake {
        FireTimes times = FireTimes.of(
                List.of("0 9 * * *", "0 9,13 * * *"),
                Duration.ofHours(12),
                ZoneOffset.UTC,
                Instant.parse("2026-05-01T09:00:00Z"),
                Instant.parse("2026-05-01T21:00:00Z"));

        assertThat(next(times, "2000-01-01T00:00:00Z", 3))
                .containsExactly("2026-05-01T09:00:00Z", "2026-05-01T13:00:00Z", "2026-05-01T21:00:00Z");
        assertThat(times.after(Instant.parse("2026-05-01T21:00:00Z"))).isEmpty();
        assertThat(times.between(Instant.EPOCH, Instant.parse("2026-05-01T13:00:00Z"), 10))
                .hasSize(2);
        assertThat(times.between(Instant.EPOCH, Instant.MAX, 1)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has 0 fields",
                "0 0 * * | has 4 fields",
                "* * * * * * | has 6 fields",
                "60 * * * * | must have 0 to 59 as its minute, not '60'",
                "* 24 * * * | must have 0 to 23 as its hour",
                "* * 0 * * | must have 1 to 31 as its day of month",
                "* * * 13 * | must have 1 to 12 or JAN to DEC as its month",
                "* * * * FRIDAY | must have 0 to 7 or SUN to SAT as its day of week",
                "5-1 * * * * | ends before it begins",
                "*/0 * * * * | step",
                "*/ * * * * | step",
                "1,,2 * * * * | as its minute, not ''",
                "-5 * * * * | as its minute",
                "0 0 30 2 * | a day that no year has",
                "0 0 31 4,6 * | a day that no year has",
                "@daily | has 1 fields",
                "0 0 L * * | as its day of month, not 'L'",
            })
    void a_mistake_is_named(String cron, String message) {
        assertThatThrownBy(() -> FireTimes.check(cron))
                .isInstanceOf(CronMistake.class)
                .hasMessageContaining(message);
    }

    /** The slow way: every minute of the zone's clock is looked at. */
    @Test
    void the_next_time_is_the_first_minute_that_matches() throws CronMistake {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String cron = random.nextInt(60) + "/" + (1 + random.nextInt(59)) + " * "
                    + (random.nextBoolean() ? "*" : "*/" + (1 + random.nextInt(6))) + " * "
                    + (random.nextBoolean() ? "*" : random.nextInt(7) + "-6");
            Instant after = Instant.parse("2026-03-27T00:00:00Z")
                    .plusSeconds(random.nextInt(4 * 86_400))
                    .plus(Duration.ofDays(random.nextBoolean() ? 0 : 210));
            Instant expected = Stream.iterate(
                            after.minusSeconds(after.getEpochSecond() % 60).plusSeconds(60), t -> t.plusSeconds(60))
                    .filter(t -> matches(cron, t))
                    .findFirst()
                    .orElseThrow();

            assertThat(cron(cron, BERLIN, after.toString(), 1))
                    .as("seed %s: %s after %s", seed, cron, after)
                    .containsExactly(expected.toString());
        }
    }

    /** Knows just the forms that the test makes. */
    private static boolean matches(String cron, Instant time) {
        String[] fields = cron.split(" ");
        var local = time.atZone(BERLIN);
        String[] minute = fields[0].split("/");
        int first = Integer.parseInt(minute[0]);
        boolean inMinute = local.getMinute() >= first && (local.getMinute() - first) % Integer.parseInt(minute[1]) == 0;
        boolean inDay =
                fields[2].equals("*") || (local.getDayOfMonth() - 1) % Integer.parseInt(fields[2].substring(2)) == 0;
        boolean inWeek = fields[4].equals("*")
                || local.getDayOfWeek().getValue() % 7 >= Integer.parseInt(fields[4].substring(0, 1));
        return inMinute && inDay && inWeek;
    }
}
