package dev.baton.examples.licensereview;

import dev.baton.examples.licensereview.text.Evidence;
import java.util.List;

/** How a short summary quotes: of a long sentence only the beginning and the end. */
final class Quotation {

    private static final int LENGTH_MAX = 280;
    private static final int BEGINNING_LENGTH = 170;
    private static final int ENDING_LENGTH = 80;
    private static final String OMISSION = " […] ";

    private Quotation() {}

    static List<Evidence> shorten(List<Evidence> evidence) {
        return evidence.stream()
                .map(item -> new Evidence(item.clause(), item.heading(), shorten(item.quote())))
                .toList();
    }

    private static String shorten(String quote) {
        if (quote.length() <= LENGTH_MAX) {
            return quote;
        }
        String beginning =
                quote.substring(0, quote.lastIndexOf(' ', BEGINNING_LENGTH) + 1).strip();
        String ending = quote.substring(quote.indexOf(' ', quote.length() - ENDING_LENGTH) + 1);
        return beginning + OMISSION + ending;
    }
}
