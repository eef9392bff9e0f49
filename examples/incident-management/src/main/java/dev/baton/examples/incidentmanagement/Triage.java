package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says where an incident comes from, and how bad it is: {@code {observations, anomalies} -> {service, severity, cause,
 * since, symptoms, evidence, deployment, team}}.
 */
final class Triage {

    private static final Duration DEPLOYMENT_BEFORE_MAX = Duration.ofMinutes(15);
    private static final double MANY_ERRORS = 20;
    private static final double SOME_ERRORS = 5;

    private final Path data;
    private final Map<String, Csv.Row> services;

    private Triage(Path data, Map<String, Csv.Row> services) {
        this.data = data;
        this.services = services;
    }

    static Triage of(Path data) {
        return new Triage(
                data,
                Csv.read(data.resolve("services.csv")).stream()
                        .collect(Collectors.toMap(row -> row.text("service"), Function.identity())));
    }

    Answer perform(Json.ObjectValue input) {
        Observations observations = Observations.of(data, input);
        List<Json.ObjectValue> anomalies = input.objects("anomalies");
        String root = root(anomalies);
        String since = anomalies.stream()
                .filter(anomaly -> anomaly.text("service").equals(root))
                .map(anomaly -> anomaly.text("since"))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Optional<Csv.Row> deployment = deploymentBefore(root, since, observations);
        Json.ObjectValue found = Json.object()
                .with("service", root)
                .with(
                        "team",
                        services.get(root) == null
                                ? "unknown"
                                : services.get(root).text("team"))
                .with("severity", severity(anomalies))
                .with("cause", deployment.isPresent() ? "deployment" : causeByMetrics(root, anomalies))
                .with("since", since)
                .with(
                        "symptoms",
                        Json.of(anomalies.stream()
                                .map(anomaly -> anomaly.text("service"))
                                .filter(service -> !service.equals(root))
                                .distinct()
                                .toList()))
                .with("evidence", Json.of(LogLines.newSince(observations.log(), root, since)));
        return Answer.of(deployment
                .map(row -> found.with("deployment", row.text("version")))
                .orElse(found));
    }

    /** The one whose trouble is not explained by the trouble of one that it needs. */
    private String root(List<Json.ObjectValue> anomalies) {
        List<String> troubled = anomalies.stream()
                .map(anomaly -> anomaly.text("service"))
                .distinct()
                .toList();
        return troubled.stream()
                .filter(service -> needs(service).stream().noneMatch(troubled::contains))
                .findFirst()
                .orElse(troubled.getFirst());
    }

    private List<String> needs(String service) {
        Csv.Row row = services.get(service);
        return row == null ? List.of() : List.of(row.text("needs").split(" "));
    }

    /** By what customers see: the errors of the services that face them. */
    private String severity(List<Json.ObjectValue> anomalies) {
        double errors = anomalies.stream()
                .filter(anomaly -> anomaly.text("signal").equals(Signal.ERRORS.title))
                .filter(anomaly -> Optional.ofNullable(services.get(anomaly.text("service")))
                        .map(row -> row.text("faces_customers").equals("yes"))
                        .orElse(false))
                .mapToDouble(anomaly -> anomaly.decimal("now").doubleValue())
                .max()
                .orElse(0);
        return errors >= MANY_ERRORS ? "SEV1" : errors >= SOME_ERRORS ? "SEV2" : "SEV3";
    }

    private static Optional<Csv.Row> deploymentBefore(String service, String since, Observations observations) {
        LocalTime begin = LocalTime.parse(since);
        return observations.deployments().stream()
                .filter(row -> row.text("service").equals(service))
                .filter(row -> {
                    Duration before = Duration.between(LocalTime.parse(row.text("minute")), begin);
                    return !before.isNegative() && before.compareTo(DEPLOYMENT_BEFORE_MAX) <= 0;
                })
                .reduce((earlier, later) -> later);
    }

    private static String causeByMetrics(String root, List<Json.ObjectValue> anomalies) {
        return anomalies.stream()
                        .filter(anomaly -> anomaly.text("service").equals(root))
                        .anyMatch(anomaly -> anomaly.text("signal").equals(Signal.MEMORY.title))
                ? "memory"
                : "unknown";
    }
}
