package dev.baton.examples.licensereview;

import static dev.baton.examples.licensereview.text.SentencePattern.says;

import dev.baton.examples.kit.Json;
import dev.baton.examples.licensereview.text.Evidence;
import dev.baton.examples.licensereview.text.Licence;
import dev.baton.examples.licensereview.text.SentencePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Days within which a breach can be made good.
 *
 * @param condition {@code no-notice} if rights come back when nobody objects in that time, {@code after-notice} if the
 *     days count from a notice, {@code after-breach} otherwise
 */
record CurePeriod(int days, String condition, Evidence evidence) {

    private static final Map<String, Integer> NUMBER_WORDS = Map.of(
            "seven",
            7,
            "ten",
            10,
            "fourteen",
            14,
            "fifteen",
            15,
            "twenty",
            20,
            "thirty",
            30,
            "sixty",
            60,
            "ninety",
            90);

    private static final String DAYS = "(\\d{1,3}|" + String.join("|", NUMBER_WORDS.keySet())
            + ") (\\(\\d+\\) )?(calendar |business |working )?days";

    private static final SentencePattern CURE = says(DAYS)
            .and(
                    "cures?|cured|remed(y|ies|ied)|corrects?|corrected|fix(es|ed)?|put(s|ting)? (it|this|that) right",
                    "compliant|reinstated?|keep (your|the) (licen[sc]e|rights)");

    private static final Pattern NUMBER_OF_DAYS = Pattern.compile("\\b" + DAYS + "\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOBODY_OBJECTS = Pattern.compile("\\bfails? to notify\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOTICE =
            Pattern.compile("\\b(notice|notified|notifies|notification|told)\\b", Pattern.CASE_INSENSITIVE);

    static List<CurePeriod> in(Licence licence) {
        List<CurePeriod> periods = new ArrayList<>();
        for (Evidence evidence : licence.allThat(CURE)) {
            Matcher days = NUMBER_OF_DAYS.matcher(evidence.quote());
            while (days.find()) {
                periods.add(new CurePeriod(number(days.group(1)), condition(evidence.quote()), evidence));
            }
        }
        return periods;
    }

    static List<Evidence> evidence(List<CurePeriod> periods) {
        return periods.stream().map(CurePeriod::evidence).distinct().toList();
    }

    /** The days in words, such as {@code 60 days (no-notice) and 30 days (after-notice)}. */
    static String describe(List<CurePeriod> periods) {
        return periods.stream()
                .map(period -> period.days + " days (" + period.condition.replace('-', ' ') + ")")
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    Json toJson() {
        return Json.object().with("days", days).with("condition", condition).with("clause", evidence.clause());
    }

    private static int number(String written) {
        Integer named = NUMBER_WORDS.get(written.toLowerCase(Locale.ROOT));
        return named != null ? named : Integer.parseInt(written);
    }

    private static String condition(String sentence) {
        if (NOBODY_OBJECTS.matcher(sentence).find()) {
            return "no-notice";
        }
        return NOTICE.matcher(sentence).find() ? "after-notice" : "after-breach";
    }
}
