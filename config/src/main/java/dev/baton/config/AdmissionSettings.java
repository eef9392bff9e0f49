package dev.baton.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * When a node turns new runs away: {@code baton.admission}.
 *
 * @param delayMax how long work that could go on may wait for a processor
 * @param shares of classes, and of tenants in no class, beside the 1 that each has
 * @param classes by who is in them: {@code tenant:acme}, {@code group:trading}, {@code role:batch},
 *     {@code principal:service:crm}
 * @param startsMax of classes: new runs a second that a node takes
 */
public record AdmissionSettings(
        Duration delayMax, Map<String, Integer> shares, Map<String, String> classes, Map<String, Integer> startsMax) {

    private static final int SHARE_MAX = 1_000;
    private static final int STARTS_MAX = 1_000_000;
    private static final Pattern MEMBER =
            Pattern.compile("(tenant|group|role|principal:(person|service|agent)):[^,=]+");
    private static final Pattern CLASS = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public AdmissionSettings {
        shares = Map.copyOf(shares);
        classes = Map.copyOf(classes);
        startsMax = Map.copyOf(startsMax);
    }

    /** @throws IllegalArgumentException naming the key that is wrong */
    public static AdmissionSettings of(Config config) {
        Section admission = Section.of(config, "baton.admission");
        Map<String, String> classes = classes(admission.texts("classes"));
        Map<String, Integer> startsMax =
                numbers("baton.admission.starts-max", "CLASS=RUNS", STARTS_MAX, admission.texts("starts-max"));
        for (String name : startsMax.keySet()) {
            if (!classes.containsValue(name)) {
                throw new IllegalArgumentException(
                        "baton.admission.starts-max must name classes of baton.admission.classes, not " + name);
            }
        }
        return new AdmissionSettings(
                admission.positive("delay-max"),
                numbers("baton.admission.shares", "TENANT=SHARE", SHARE_MAX, admission.texts("shares")),
                classes,
                startsMax);
    }

    private static Map<String, String> classes(List<String> texts) {
        Map<String, String> classes = new HashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1 || !CLASS.matcher(text.substring(0, equals)).matches()) {
                throw wrongClass(text);
            }
            for (String member : text.substring(equals + 1).split(",", -1)) {
                if (!MEMBER.matcher(member.strip()).matches()) {
                    throw wrongClass(text);
                }
                String other = classes.put(member.strip(), text.substring(0, equals));
                if (other != null) {
                    throw new IllegalArgumentException("baton.admission.classes must have each member once, not "
                            + member.strip() + " in " + other + " and in " + text);
                }
            }
        }
        return classes;
    }

    private static IllegalArgumentException wrongClass(String text) {
        return new IllegalArgumentException("baton.admission.classes must be a list of CLASS=MEMBER,... with members"
                + " such as tenant:acme, group:trading, role:batch or principal:service:crm, not " + text);
    }

    private static Map<String, Integer> numbers(String key, String form, int max, List<String> texts) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            if (equals < 1 || !text.substring(equals + 1).matches("[1-9][0-9]{0,6}")) {
                throw new IllegalArgumentException(key + " must be a list of " + form + ", not " + text);
            }
            int number = Integer.parseInt(text.substring(equals + 1));
            if (number > max) {
                throw new IllegalArgumentException(key + " must be in 1.." + max + ", not " + text);
            }
            numbers.put(text.substring(0, equals), number);
        }
        return numbers;
    }
}
