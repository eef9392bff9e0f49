package dev.baton.actors.port;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody is in the feed: what comes next.
 *
 * @param turn of the transaction
 * @param place of the commit within it
 * @param event number of an event of this very commit: it and those before it are behind; 0 for none
 */
public record FeedPosition(long turn, int place, long event) implements Comparable<FeedPosition> {

    /** Before everything. */
    public static final FeedPosition START = new FeedPosition(0, 0, 0);

    private static final Pattern PLAIN = Pattern.compile("(\\d{1,19})\\.(\\d{1,10})\\.(\\d{1,19})");
    private static final int TEXT_CHARS_MAX = 100;
    private static final Comparator<FeedPosition> ORDER = Comparator.comparingLong(FeedPosition::turn)
            .thenComparingInt(FeedPosition::place)
            .thenComparingLong(FeedPosition::event);

    /** Behind the whole commit. */
    public static FeedPosition after(long turn, int place) {
        return new FeedPosition(turn, place + 1, 0);
    }

    @Override
    public int compareTo(FeedPosition other) {
        return ORDER.compare(this, other);
    }

    /** Opaque, safe in a URL and a header. */
    public String encode() {
        String text = turn + "." + place + "." + event;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if the text was not made by {@link #encode()}. */
    public static Optional<FeedPosition> decode(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            Matcher plain = PLAIN.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            return plain.matches()
                    ? Optional.of(new FeedPosition(
                            Long.parseLong(plain.group(1)),
                            Integer.parseInt(plain.group(2)),
                            Long.parseLong(plain.group(3))))
                    : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
