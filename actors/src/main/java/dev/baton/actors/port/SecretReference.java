package dev.baton.actors.port;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name under which a definition means a secret: {@code secret://github-webhook}. Holds nothing secret itself. */
public record SecretReference(String name) {

    public static final String SCHEME = "secret://";

    /** Of names: a file of a folder and, in upper case with {@code _} for {@code -} and {@code .}, a variable. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    public static final String RULE =
            "secret:// and a name of 1 to 63 lower-case letters, digits, '.' and '-', the first and last a letter or digit";

    public SecretReference {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a secret is named by " + RULE);
        }
    }

    /** Empty if the text does not name a secret; it may then be one, so it must not be shown. */
    public static Optional<SecretReference> parse(String text) {
        String name = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "";
        return NAME.matcher(name).matches() ? Optional.of(new SecretReference(name)) : Optional.empty();
    }

    @Override
    public String toString() {
        return SCHEME + name;
    }
}
