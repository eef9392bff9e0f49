package dev.baton.http.resource;

import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which class whoever asks belongs to, by the most that is known: who it is, a group, a role, the tenant. */
final class TenantClasses {

    private final Map<String, String> byMember;

    /** @param byMember such as {@code group:trading} to the name of the class */
    TenantClasses(Map<String, String> byMember) {
        this.byMember = Map.copyOf(byMember);
    }

    /** Empty for who is in none. */
    Optional<String> of(String tenant, Principal by) {
        if (byMember.isEmpty()) {
            return Optional.empty();
        }
        return names(tenant, by)
                .map(byMember::get)
                .filter(found -> found != null)
                .findFirst();
    }

    private static Stream<String> names(String tenant, Principal by) {
        @Nullable Memberships of = by.memberships();
        Stream<String> memberships = of == null
                ? Stream.empty()
                : Stream.concat(
                        of.groups().stream().map(group -> "group:" + group),
                        of.roles().stream().map(role -> "role:" + role));
        String self = "principal:" + by.kind().name().toLowerCase(Locale.ROOT) + ":" + by.id();
        return Stream.of(Stream.of(self), memberships, Stream.of("tenant:" + tenant))
                .flatMap(one -> one);
    }
}
