package dev.baton.http.exchange;

import dev.baton.actors.run.Principal;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who may call, and who calls. While no authentication is configured, the server is safe by where it listens: so a web
 * page must not get at it through its reader's browser, neither by a name of its own that points here nor by a form.
 */
final class Callers {

    /** Says who acts; believed because only this machine can call. */
    static final String PRINCIPAL_HEADER = "Baton-Principal";

    private static final Pattern PRINCIPAL = Pattern.compile("(person|service|agent):([A-Za-z0-9._@+/-]{1,128})");

    private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1"));

    /** @param listening what the server is bound to; @param allowed further names */
    Callers(InetAddress listening, List<String> allowed) {
        if (!listening.isAnyLocalAddress()) {
            hosts.add(listening.getHostAddress().toLowerCase(Locale.ROOT));
        }
        allowed.forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
    }

    Optional<Refusal> check(HttpRequest request, boolean reads) {
        String host = request.getUri().host().address();
        if (!hosts.contains(host.toLowerCase(Locale.ROOT))) {
            return Optional.of(Refusal.of(
                    ErrorCode.HOST_NOT_ALLOWED,
                    "This server does not answer to the host name in the request.",
                    "Use localhost, or add the name to baton.http.allowed-hosts."));
        }
        return reads || sameOrigin(request)
                ? Optional.empty()
                : Optional.of(
                        Refusal.of(ErrorCode.CROSS_ORIGIN, "A page of another origin may not change anything here."));
    }

    private static boolean sameOrigin(HttpRequest request) {
        String site = header(request, "Sec-Fetch-Site");
        String origin = header(request, "Origin");
        boolean foreignSite = site.equals("cross-site") || site.equals("same-site");
        boolean foreignOrigin = !origin.isEmpty()
                && !origin.substring(origin.indexOf("://") + 1).equals("//" + header(request, "Host"));
        return !foreignSite && !foreignOrigin;
    }

    /** Empty if the request names somebody who cannot be. */
    static Optional<Principal> principal(HttpRequest request) {
        String text = header(request, PRINCIPAL_HEADER);
        if (text.isEmpty()) {
            return Optional.of(Principal.ANONYMOUS);
        }
        Matcher matcher = PRINCIPAL.matcher(text);
        return matcher.matches()
                ? Optional.of(new Principal(
                        Principal.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), matcher.group(2), null))
                : Optional.empty();
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse("");
    }
}
