package dev.baton.actors.pattern;

import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.SchemaCheck;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What ends a {@link WaitStep}. */
public sealed interface Until {

    record Elapsed(Duration duration) implements Until {}

    /** @param instant evaluates to an RFC 3339 time */
    record Time(Expression instant) implements Until {}

    /** @param payload what the signal must carry; null for anything */
    record Signalled(String name, @Nullable SchemaCheck payload) implements Until {}

    /** Whatever of several comes first, by name; none of them is a race itself. */
    record First(Map<String, Until> contenders) implements Until {
        public First {
            contenders = Collections.unmodifiableMap(new LinkedHashMap<>(contenders));
        }
    }
}
