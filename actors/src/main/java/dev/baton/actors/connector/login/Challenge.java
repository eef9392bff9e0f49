package dev.baton.actors.connector.login;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants to be shown (RFC 6750, section 3; RFC 9728, section 5.1).
 *
 * @param metadata where it says whose tokens it takes; null if it does not say where
 * @param scopes that a token must have; empty if it does not say
 * @param more whether a good token was shown that may do too little
 */
public record Challenge(@Nullable URI metadata, List<String> scopes, boolean more) {

    private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*Bearer(?=[\\s,]|$)");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int SCOPES_MAX = 100;
    private static final int FORBIDDEN = 403;

    public Challenge {
        scopes = List.copyOf(scopes);
    }

    /**
     * @param header WWW-Authenticate; null if there was none
     * @return null if a token would change nothing
     */
    public static @Nullable Challenge of(int status, @Nullable String header) {
        Map<String, String> parameters = parameters(header == null ? "" : header);
        boolean more = status == FORBIDDEN;
        if (more && !"insufficient_scope".equals(parameters.get("error"))) {
            return null;
        }
        return new Challenge(url(parameters.get("resource_metadata")), scopes(parameters.get("scope")), more);
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> found = new HashMap<>();
        Matcher scheme = SCHEME.matcher(header);
        if (!scheme.find()) {
            return found;
        }
        Matcher parameter = PARAMETER.matcher(header.substring(scheme.end()));
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            found.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
        return found;
    }

    private static @Nullable URI url(@Nullable String text) {
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As they stand in a challenge, a request or an answer, with spaces between them. */
    static List<String> scopes(@Nullable String text) {
        return text == null || text.isBlank()
                ? List.of()
                : SPACES.splitAsStream(text.strip())
                        .distinct()
                        .limit(SCOPES_MAX)
                        .toList();
    }
}
