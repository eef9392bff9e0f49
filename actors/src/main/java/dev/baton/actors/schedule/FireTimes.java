package dev.baton.actors.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a schedule fires: by cron expressions, by an interval, or both. Immutable. */
public final class FireTimes {

    private final List<Cron> crons;
    private final @Nullable Duration every;
    private final ZoneId zone;
    private final @Nullable Instant start;
    private final @Nullable Instant end;

    private FireTimes(
            List<Cron> crons, @Nullable Duration every, ZoneId zone, @Nullable Instant start, @Nullable Instant end) {
        this.crons = List.copyOf(crons);
        this.every = every;
        this.zone = zone;
        this.start = start;
        this.end = end;
    }

    /**
     * @param every in whole seconds, counted from {@code start}, else from 1970
     * @param zone of the cron expressions
     * @param start no time before it
     * @param end no time after it
     * @throws CronMistake if an expression is none
     */
    public static FireTimes of(
            List<String> crons, @Nullable Duration every, ZoneId zone, @Nullable Instant start, @Nullable Instant end)
            throws CronMistake {
        List<Cron> parsed = new ArrayList<>();
        for (String cron : crons) {
            parsed.add(Cron.parse(cron));
        }
        return new FireTimes(parsed, every, zone, start, end);
    }

    /** @throws CronMistake if it is not a cron expression */
    public static void check(String cron) throws CronMistake {
        Cron.parse(cron);
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first time after this one. */
    public Optional<Instant> after(Instant time) {
        Instant from = start != null && time.isBefore(start) ? start.minusNanos(1) : time;
        @Nullable Instant first = every == null ? null : afterByInterval(from, every);
        for (Cron cron : crons) {
            @Nullable Instant next = cron.after(from, zone).orElse(null);
            if (next != null && (first == null || next.isBefore(first))) {
                first = next;
            }
        }
        return first == null || (end != null && first.isAfter(end)) ? Optional.empty() : Optional.of(first);
    }

    private Instant afterByInterval(Instant from, Duration interval) {
        long anchor = start == null ? 0 : start.getEpochSecond() + (start.getNano() == 0 ? 0 : 1);
        long step = interval.toSeconds();
        long passed = Math.floorDiv(from.getEpochSecond() - anchor, step);
        return Instant.ofEpochSecond(anchor + (passed + 1) * step);
    }

    /** The times from {@code from} to {@code to}, both included; no more than {@code max}. */
    public List<Instant> between(Instant from, Instant to, int max) {
        List<Instant> times = new ArrayList<>();
        @Nullable Instant next = after(from.minusNanos(1)).orElse(null);
        while (next != null && !next.isAfter(to) && times.size() < max) {
            times.add(next);
            next = after(next).orElse(null);
        }
        return times;
    }
}
