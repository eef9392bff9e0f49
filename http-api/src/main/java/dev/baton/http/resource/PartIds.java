package dev.baton.http.resource;

import dev.baton.actors.port.RunKey;
import dev.baton.http.exchange.Exchange;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids of what belongs to a run (attempts, approvals, incidents): the run's id, a tilde, a number. */
final class PartIds {

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._-]{1,128}~[0-9]{1,18}");

    private PartIds() {}

    static boolean isOne(String text) {
        return PATTERN.matcher(text).matches();
    }

    /** The run that the part belongs to; empty if the text is no such id. */
    static Optional<RunKey> run(Exchange exchange, String part) {
        return isOne(part) ? Optional.of(exchange.run(part.substring(0, part.lastIndexOf('~')))) : Optional.empty();
    }
}
