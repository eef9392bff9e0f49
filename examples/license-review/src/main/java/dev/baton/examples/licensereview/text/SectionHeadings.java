package dev.baton.examples.licensereview.text;

import java.util.ArrayDeque;
import java.util.Deque;

/** The headings of the sections that are open; a clause without a heading of its own stands under that of its section. */
final class SectionHeadings {

    private final Deque<Section> open = new ArrayDeque<>();

    /** The heading of a clause, given its own, which may be empty; to be called once for each clause in order. */
    String resolve(ClauseNumber number, String own) {
        while (!open.isEmpty() && !number.isWithin(open.getLast().number())) {
            open.removeLast();
        }
        String heading = own.isEmpty() && !open.isEmpty() ? open.getLast().heading() : own;
        open.addLast(new Section(number, heading));
        return heading;
    }

    private record Section(ClauseNumber number, String heading) {}
}
