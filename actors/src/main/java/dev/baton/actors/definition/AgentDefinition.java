package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered performer of steps.
 *
 * @param owner who answers for it; empty if nobody is named
 * @param mandate one sentence: what it may do
 * @param connector how it is reached
 * @param input schema of what it takes; null for anything
 * @param output schema of what it gives; null for anything
 * @param circuit when it is left alone for a while because it fails
 * @param fallback the agent that is asked meanwhile; null if none is
 * @param health how it is asked whether it is well; null if it is not
 * @param digest lowercase hexadecimal SHA-256 of the canonical JSON
 * @param canonical RFC 8785 JSON of the whole definition
 */
public record AgentDefinition(
        String name,
        String owner,
        String mandate,
        Map<String, String> labels,
        Connector connector,
        @Nullable SchemaCheck input,
        @Nullable SchemaCheck output,
        Limits limits,
        CircuitRule circuit,
        @Nullable String fallback,
        @Nullable HealthProbe health,
        String digest,
        String canonical) {

    public AgentDefinition {
        labels = Map.copyOf(labels);
    }

    /** Nothing is said of when it is not well. */
    public AgentDefinition(
            String name,
            String owner,
            String mandate,
            Map<String, String> labels,
            Connector connector,
            @Nullable SchemaCheck input,
            @Nullable SchemaCheck output,
            Limits limits,
            String digest,
            String canonical) {
        this(
                name,
                owner,
                mandate,
                labels,
                connector,
                input,
                output,
                limits,
                CircuitRule.DEFAULT,
                null,
                null,
                digest,
                canonical);
    }

    /** @param kind the key under {@code connector}, such as {@code http}; @param settings the value of that key */
    public record Connector(String kind, JsonNode settings) {}

    /**
     * @param concurrency attempts at the same time
     * @param timeout of one attempt where the step sets none
     * @param rate how fast calls may follow one another; null for as fast as they come
     */
    public record Limits(
            int concurrency, Duration timeout, @Nullable Rate rate) {
        public static final Limits DEFAULT = new Limits(100, Duration.ofMinutes(1));

        /** A model may need many turns. */
        public static final Limits OF_MODELS = new Limits(DEFAULT.concurrency(), Duration.ofMinutes(10));

        /** People are not asked by the minute. */
        public static final Limits OF_PEOPLE = new Limits(DEFAULT.concurrency(), Duration.ofDays(365));

        /** As fast as calls come. */
        public Limits(int concurrency, Duration timeout) {
            this(concurrency, timeout, null);
        }
    }

    /**
     * How fast calls may follow one another.
     *
     * @param calls that may begin in the time {@code per}, spread evenly
     * @param burst calls that may begin at once after a time without any
     */
    public record Rate(int calls, Duration per, int burst) {

        /** Nothing at once that would not follow evenly. */
        static final int BURST_DEFAULT = 1;

        static final Duration PER_MAX = Duration.ofDays(1);
    }
}
