package dev.baton.examples.kit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The agents of one process, each under the path that is its name. */
public final class Crew {

    private final Map<String, Performer> byPath = new LinkedHashMap<>();

    /** Puts the agents of an example together from the files that they work with. */
    @FunctionalInterface
    public interface Source {
        Crew from(AgentOptions options) throws IOException;
    }

    /** A crew of one, under {@code /}. */
    static Crew of(Specialist specialist) {
        return new Crew().with("", specialist);
    }

    public Crew with(String name, Specialist specialist) {
        return withPerformer(name, call -> specialist.perform(call.input()));
    }

    public Crew withPerformer(String name, Performer performer) {
        if (byPath.putIfAbsent("/" + name, performer) != null) {
            throw new IllegalArgumentException("there are two agents named " + name);
        }
        return this;
    }

    Optional<Performer> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    String paths() {
        return String.join(", ", byPath.keySet());
    }
}
