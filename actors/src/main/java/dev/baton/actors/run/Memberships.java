package dev.baton.actors.run;

import java.util.List;
import java.util.stream.Stream;

/** Roles that somebody has and groups that somebody is in, or of which one is wanted. */
public record Memberships(List<String> roles, List<String> groups) {

    public static final Memberships NONE = new Memberships(List.of(), List.of());

    public Memberships {
        roles = roles.stream().distinct().sorted().toList();
        groups = groups.stream().distinct().sorted().toList();
    }

    public boolean isEmpty() {
        return roles.isEmpty() && groups.isEmpty();
    }

    /** Whether one role or one group is in both. */
    public boolean meets(Memberships other) {
        return roles.stream().anyMatch(other.roles::contains) || groups.stream().anyMatch(other.groups::contains);
    }

    public Memberships and(Memberships further) {
        return new Memberships(join(roles, further.roles), join(groups, further.groups));
    }

    private static List<String> join(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** For people: {@code role legal or group board}. */
    public String inWords() {
        return String.join(
                " or ",
                join(
                        roles.stream().map(role -> "role " + role).toList(),
                        groups.stream().map(group -> "group " + group).toList()));
    }
}
