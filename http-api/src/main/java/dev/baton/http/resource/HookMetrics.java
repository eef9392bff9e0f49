package dev.baton.http.resource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What became of the events that were sent to triggers; those that name none are not counted here. */
final class HookMetrics {

    /** What may become of one. */
    enum Result {
        STARTED,
        SIGNALLED,
        /** It had come before. */
        REPEATED,
        /** The trigger's filter leaves it out, or its sender only asked whether somebody is there. */
        IGNORED,
        /** The trigger cannot make anything of it. */
        UNUSABLE,
        /** The run, or its start, was refused. */
        REFUSED,
        /** The signature is missing, wrong or too old. */
        UNSIGNED,
        /** This node has none of the trigger's secrets. */
        NO_SECRET
    }

    private final Map<Result, Counter> deliveries = new EnumMap<>(Result.class);

    HookMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            deliveries.put(
                    result,
                    registry.counter(
                            "baton.triggers.deliveries",
                            "result",
                            result.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    void count(Result result) {
        Counter counter = deliveries.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
