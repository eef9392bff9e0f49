package dev.baton.http.exchange;

import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Principal;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, and who calls. While no authentication is configured, the server is safe by where it listens: so a web
 * page must not get at it through its reader's browser, neither by a name of its own that points here nor by a form.
 */
final class Callers {

    /** Says who acts; believed because only this machine can call. */
    static final String PRINCIPAL_HEADER = "Baton-Principal";

    /** The roles of whoever acts, with commas between them; believed likewise. */
    static final String ROLES_HEADER = "Baton-Roles";

    static final String GROUPS_HEADER = "Baton-Groups";

    private static final int MEMBERSHIPS_MAX = 100;
    private static final Pattern MEMBERSHIP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

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
        Optional<Memberships> memberships = memberships(request);
        if (memberships.isEmpty()) {
            return Optional.empty();
        }
        boolean said = request.getHeader(ROLES_HEADER).isPresent()
                || request.getHeader(GROUPS_HEADER).isPresent();
        @Nullable Memberships known = said ? memberships.get() : null;
        if (text.isEmpty()) {
            return known == null ? Optional.of(Principal.ANONYMOUS) : Optional.empty();
        }
        Matcher matcher = PRINCIPAL.matcher(text);
        return matcher.matches()
                ? Optional.of(new Principal(
                        Principal.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                        matcher.group(2),
                        null,
                        known))
                : Optional.empty();
    }

    /** Empty if a name is wrong. */
    private static Optional<Memberships> memberships(HttpRequest request) {
        List<String> roles = names(header(request, ROLES_HEADER));
        List<String> groups = names(header(request, GROUPS_HEADER));
        boolean well = roles.size() + groups.size() <= MEMBERSHIPS_MAX
                && Stream.concat(roles.stream(), groups.stream())
                        .allMatch(name -> MEMBERSHIP.matcher(name).matches());
        return well ? Optional.of(new Memberships(roles, groups)) : Optional.empty();
    }

    private static List<String> names(String header) {
        return header.isBlank()
                ? List.of()
                : Stream.of(header.split(",", -1)).map(String::strip).toList();
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse("");
    }
}
