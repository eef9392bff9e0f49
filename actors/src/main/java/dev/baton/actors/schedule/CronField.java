package dev.baton.actors.schedule;

import java.util.List;
import java.util.Locale;

/** The numbers that one field of a cron expression allows, each a bit. */
record CronField(long bits, boolean startsWithStar) {

    private static final int PARTS_MAX = 60;
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    static CronField minute(String text) throws CronMistake {
        return new Reader("minute", 0, 59, List.of()).read(text);
    }

    static CronField hour(String text) throws CronMistake {
        return new Reader("hour", 0, 23, List.of()).read(text);
    }

    static CronField day(String text) throws CronMistake {
        return new Reader("day of month", 1, 31, List.of()).read(text);
    }

    static CronField month(String text) throws CronMistake {
        return new Reader("month", 1, 12, MONTHS).read(text);
    }

    /** Sunday is 0, and 7 too. */
    static CronField weekday(String text) throws CronMistake {
        CronField field = new Reader("day of week", 0, 7, WEEKDAYS).read(text);
        boolean sunday = (field.bits & (1L << 7)) != 0;
        return new CronField(sunday ? (field.bits | 1L) & ~(1L << 7) : field.bits, field.startsWithStar);
    }

    boolean has(int number) {
        return (bits & (1L << number)) != 0;
    }

    /** The first allowed number from this one on; -1 if there is none. */
    int next(int from) {
        long left = bits & (-1L << from);
        return from > 63 || left == 0 ? -1 : Long.numberOfTrailingZeros(left);
    }

    private record Reader(String field, int min, int max, List<String> names) {

        CronField read(String text) throws CronMistake {
            String[] parts = text.split(",", -1);
            if (parts.length > PARTS_MAX) {
                throw new CronMistake("has more than " + PARTS_MAX + " parts in its " + field);
            }
            long bits = 0;
            for (String part : parts) {
                bits |= part(part);
            }
            return new CronField(bits, text.startsWith("*"));
        }

        private long part(String part) throws CronMistake {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : step(part.substring(slash + 1));
            int dash = range.indexOf('-');
            int first;
            int last;
            if (range.equals("*")) {
                first = min;
                last = max == 7 ? 6 : max;
            } else if (dash > 0) {
                first = number(range.substring(0, dash));
                last = number(range.substring(dash + 1));
            } else {
                first = number(range);
                last = slash < 0 ? first : max;
            }
            if (first > last) {
                throw new CronMistake("has a range in its " + field + " that ends before it begins: '" + range + "'");
            }
            long bits = 0;
            for (int number = first; number <= last; number += step) {
                bits |= 1L << number;
            }
            return bits;
        }

        private int step(String text) throws CronMistake {
            int step = digits(text);
            if (step < 1 || step > max) {
                throw new CronMistake("has a step in its " + field + " that is not 1 to " + max + ": '" + text + "'");
            }
            return step;
        }

        private int number(String text) throws CronMistake {
            int name = names.indexOf(text.toUpperCase(Locale.ROOT));
            int number = name < 0 ? digits(text) : name + min;
            if (number < min || number > max) {
                String named = names.isEmpty() ? "" : " or " + names.getFirst() + " to " + names.getLast();
                throw new CronMistake(
                        "must have " + min + " to " + max + named + " as its " + field + ", not '" + text + "'");
            }
            return number;
        }

        /** -1 if it is no number of one or two digits. */
        private static int digits(String text) {
            boolean digits =
                    !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Integer.parseInt(text) : -1;
        }
    }
}
