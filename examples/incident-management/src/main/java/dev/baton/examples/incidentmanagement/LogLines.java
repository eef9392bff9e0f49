package dev.baton.examples.incidentmanagement;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines like {@code 14:32:07 ERROR checkout NullPointerException: discount is null, order 71923}. */
final class LogLines {

    private static final int EVIDENCE_MAX = 3;
    private static final int MESSAGE_FROM = 3;

    private LogLines() {}

    /** The errors and warnings of a service that are more frequent since then than before, the most frequent first. */
    static List<String> newSince(List<String> log, String service, String since) {
        Map<String, Integer> balance = new LinkedHashMap<>();
        for (String line : log) {
            String[] words = line.split(" ", MESSAGE_FROM + 1);
            boolean counts = words.length > MESSAGE_FROM && words[2].equals(service) && !words[1].equals("INFO");
            if (counts) {
                balance.merge(pattern(words[MESSAGE_FROM]), words[0].compareTo(since) >= 0 ? 1 : -1, Integer::sum);
            }
        }
        return balance.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(EVIDENCE_MAX)
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .toList();
    }

    /** Numbers differ from line to line, what has happened does not. */
    private static String pattern(String message) {
        return message.replaceAll("[0-9]+", "#");
    }
}
