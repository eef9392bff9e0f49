package dev.baton.http.resource;

import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import java.util.regex.Pattern;

/** Names of workflows, agents, queues and signals, as they stand in paths. */
final class Names {

    static final int CHARS_MAX = 128;
    static final String RULE = "have 1 to 128 letters, digits, '.', '_' and '-', the first a letter or digit";

    static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Names() {}

    static boolean isOne(String text) {
        return PATTERN.matcher(text).matches();
    }

    /** @param one what it would be the name of */
    static Refusal unknown(ErrorCode notFound, String one, String name) {
        return Refusal.of(
                notFound, "There is no " + one + " " + name + ".", "GET /v1/" + one + "s lists those that there are.");
    }
}
