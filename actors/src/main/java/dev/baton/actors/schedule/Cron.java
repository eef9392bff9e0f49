package dev.baton.actors.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. Days match as in Vixie's cron: if neither
 * day field begins with a star, either is enough.
 *
 * <p>When clocks change, an expression whose hour field begins with a star goes by elapsed time, as an interval does: what
 * does not exist is left out, what comes twice fires twice. Any other means a time of day: one that is skipped fires when
 * the clocks have changed, one that comes twice fires the first time.
 */
final class Cron {

    /** February 29 may be eight years away. */
    private static final int DAYS_MAX = 9 * 366;

    /** Changes of the clock that are looked past; some zones have four a year. */
    private static final int CHANGES_MAX = 64;

    private final CronField minutes;
    private final CronField hours;
    private final CronField days;
    private final CronField months;
    private final CronField weekdays;

    private Cron(CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays) {
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.weekdays = weekdays;
    }

    /** @throws CronMistake saying what is wrong */
    static Cron parse(String text) throws CronMistake {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 5) {
            throw new CronMistake("has " + (text.isBlank() ? 0 : fields.length)
                    + " fields, but must have five: minute, hour, day of month, month, day of week");
        }
        Cron cron = new Cron(
                CronField.minute(fields[0]),
                CronField.hour(fields[1]),
                CronField.day(fields[2]),
                CronField.month(fields[3]),
                CronField.weekday(fields[4]));
        if (cron.nextLocal(LocalDateTime.of(2000, 1, 1, 0, 0)) == null) {
            throw new CronMistake("names a day that no year has");
        }
        return cron;
    }

    /** The first time after this one; empty if there is none for some years. */
    Optional<Instant> after(Instant time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(time);
        LocalDateTime local = LocalDateTime.ofInstant(time, offset);
        @Nullable ZoneOffsetTransition last = rules.previousTransition(time.plusNanos(1));
        if (last != null && isRepeated(last, local)) {
            local = justBefore(last.getDateTimeBefore());
        }
        Instant from = time;
        for (int changes = 0; changes < CHANGES_MAX; changes++) {
            @Nullable ZoneOffsetTransition change = rules.nextTransition(from);
            @Nullable LocalDateTime next = nextLocal(local);
            @Nullable Instant candidate = next == null ? null : next.toInstant(offset);
            if (change == null || (candidate != null && candidate.isBefore(change.getInstant()))) {
                return Optional.ofNullable(candidate);
            }
            if (change.isGap() && !hours.startsWithStar() && isSkipped(change)) {
                return Optional.of(change.getInstant());
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            boolean leaveOut = change.isOverlap() && !hours.startsWithStar();
            local = justBefore(leaveOut ? change.getDateTimeBefore() : change.getDateTimeAfter());
        }
        return Optional.empty();
    }

    /** Whether this local time is there for the second time, and counts no more. */
    private boolean isRepeated(ZoneOffsetTransition last, LocalDateTime local) {
        return last.isOverlap() && !hours.startsWithStar() && local.isBefore(last.getDateTimeBefore());
    }

    /** Whether the clocks jump over a time that is meant. */
    private boolean isSkipped(ZoneOffsetTransition gap) {
        @Nullable LocalDateTime next = nextLocal(justBefore(gap.getDateTimeBefore()));
        return next != null && next.isBefore(gap.getDateTimeAfter());
    }

    private static LocalDateTime justBefore(LocalDateTime time) {
        return time.minusNanos(1);
    }

    /** The first minute after this time that matches; null if there is none. */
    private @Nullable LocalDateTime nextLocal(LocalDateTime time) {
        LocalDateTime first = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        LocalDate date = first.toLocalDate();
        int hour = first.getHour();
        int minute = first.getMinute();
        for (int tried = 0; tried < DAYS_MAX; tried++) {
            if (!months.has(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
            } else {
                @Nullable LocalDateTime found = matches(date) ? within(date, hour, minute) : null;
                if (found != null) {
                    return found;
                }
                date = date.plusDays(1);
            }
            hour = 0;
            minute = 0;
        }
        return null;
    }

    private boolean matches(LocalDate date) {
        boolean day = days.has(date.getDayOfMonth());
        boolean weekday = weekdays.has(date.getDayOfWeek().getValue() % 7);
        boolean both = days.startsWithStar() || weekdays.startsWithStar();
        return both ? day && weekday : day || weekday;
    }

    private @Nullable LocalDateTime within(LocalDate date, int fromHour, int fromMinute) {
        if (hours.has(fromHour)) {
            int minute = minutes.next(fromMinute);
            if (minute >= 0) {
                return date.atTime(fromHour, minute);
            }
        }
        int hour = hours.next(fromHour + 1);
        return hour < 0 ? null : date.atTime(hour, minutes.next(0));
    }
}
