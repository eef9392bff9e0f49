package dev.baton.examples.bankonboarding;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A name as it can be compared: without marks, capitals, punctuation and order. */
record PersonName(List<String> words) {

    /** What each letter of a common beginning adds, and how many letters of it count. */
    private static final double PREFIX_WEIGHT = 0.1;

    private static final int PREFIX_MAX = 4;

    static PersonName of(String name) {
        String[] words = plain(name).replaceAll("[^a-z]+", " ").strip().split(" ");
        return new PersonName(Arrays.stream(words).sorted().toList());
    }

    /** Small letters without marks. */
    static String plain(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ø", "o")
                .replace("ł", "l")
                .replace("ß", "ss");
    }

    boolean sameAs(PersonName other) {
        return words.equals(other.words);
    }

    /** How alike two names are, from 0 to 1: each word of the shorter name against its best match, and the whole. */
    double likeness(PersonName other) {
        return words.size() <= other.words.size() ? likenessTo(other) : other.likenessTo(this);
    }

    private double likenessTo(PersonName longer) {
        double sum = 0;
        for (String word : words) {
            sum += longer.words.stream()
                    .mapToDouble(candidate -> jaroWinkler(word, candidate))
                    .max()
                    .orElse(0);
        }
        double byWord = sum / words.size();
        double whole = jaroWinkler(String.join("", words), String.join("", longer.words));
        // One word alone proves little: half the people of a country share it.
        return words.size() == 1 ? whole : Math.max(byWord, whole);
    }

    /** Jaro's likeness, raised for a common beginning as Winkler does. */
    static double jaroWinkler(String one, String other) {
        double jaro = jaro(one, other);
        int prefix = 0;
        while (prefix < Math.min(PREFIX_MAX, Math.min(one.length(), other.length()))
                && one.charAt(prefix) == other.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
    }

    private static double jaro(String one, String other) {
        int reach = Math.max(0, Math.max(one.length(), other.length()) / 2 - 1);
        boolean[] taken = new boolean[other.length()];
        StringBuilder matched = new StringBuilder();
        for (int index = 0; index < one.length(); index++) {
            int end = Math.min(other.length(), index + reach + 1);
            for (int place = Math.max(0, index - reach); place < end; place++) {
                if (!taken[place] && one.charAt(index) == other.charAt(place)) {
                    taken[place] = true;
                    matched.append(one.charAt(index));
                    break;
                }
            }
        }
        if (matched.isEmpty()) {
            return 0;
        }
        int transposed = 0;
        int next = 0;
        for (int place = 0; place < other.length(); place++) {
            if (taken[place] && matched.charAt(next++) != other.charAt(place)) {
                transposed++;
            }
        }
        double count = matched.length();
        return (count / one.length() + count / other.length() + (count - transposed / 2.0) / count) / 3;
    }
}
