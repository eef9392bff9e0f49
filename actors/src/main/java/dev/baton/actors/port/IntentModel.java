package dev.baton.actors.port;

import java.util.Optional;
import java.util.ServiceLoader;

/** Turns texts into vectors whose directions are near if their meanings are. An optional module brings it. */
public interface IntentModel {

    /** A vector of length 1; the same for the same text. Computes on the calling thread; any number of threads may ask. */
    float[] embed(String text);

    /** How a module offers a model; found as a service. */
    interface Source {

        /** Whether all that the model needs is there. Cheap: loads nothing. */
        boolean isComplete();

        /** @throws IllegalStateException if it cannot be loaded */
        IntentModel load();
    }

    /** The source on the class path; empty if no module brings one. */
    static Optional<Source> source() {
        return ServiceLoader.load(Source.class, IntentModel.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(Source::isComplete)
                .findFirst();
    }
}
