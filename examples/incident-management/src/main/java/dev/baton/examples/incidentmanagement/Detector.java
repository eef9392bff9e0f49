package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds what has changed in the metrics of an hour: {@code {observations} -> {incident, anomalies}}. The usual is the median
 * of the first half hour; a minute is a sign if it lies far outside of what was usual, and signs count if they last.
 */
final class Detector {

    private static final int BASELINE_MINUTES = 30;
    private static final int LASTING_MINUTES = 5;
    private static final double DEVIATIONS = 6;

    private final Path data;

    Detector(Path data) {
        this.data = data;
    }

    private record Anomaly(String service, Signal signal, double usual, double now, String since) {

        Json toJson() {
            return Json.object()
                    .with("service", service)
                    .with("signal", signal.title)
                    .with("usual", rounded(usual))
                    .with("now", rounded(now))
                    .with("since", since);
        }

        private static BigDecimal rounded(double value) {
            return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
        }
    }

    Answer perform(Json.ObjectValue input) {
        Observations observations = Observations.of(data, input);
        List<Json> anomalies = observations.services().stream()
                .flatMap(service -> Arrays.stream(Signal.values())
                        .flatMap(signal -> find(service, signal, observations.of(service)).stream()))
                .map(Anomaly::toJson)
                .toList();
        return Answer.of(Json.object().with("incident", !anomalies.isEmpty()).with("anomalies", anomalies));
    }

    private static Optional<Anomaly> find(String service, Signal signal, List<Csv.Row> minutes) {
        double[] values = minutes.stream().mapToDouble(signal::of).toArray();
        double[] before = Arrays.copyOf(values, BASELINE_MINUTES);
        double usual = median(before);
        double spread = median(
                Arrays.stream(before).map(value -> Math.abs(value - usual)).toArray());
        double limit = usual + Math.max(signal.riseMin, DEVIATIONS * spread);
        int begin = values.length;
        while (begin > 0 && values[begin - 1] > limit) {
            begin--;
        }
        if (values.length - begin < LASTING_MINUTES) {
            return Optional.empty();
        }
        double now = IntStream.range(begin, values.length)
                .mapToDouble(index -> values[index])
                .max()
                .orElse(0);
        return Optional.of(
                new Anomaly(service, signal, usual, now, minutes.get(begin).text("minute")));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
