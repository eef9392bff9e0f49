package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What was observed in one hour: a line of metrics for each minute and service, the log, the deployments. */
record Observations(List<Csv.Row> metrics, List<String> log, List<Csv.Row> deployments) {

    /** @param input names the folder in {@code observations} */
    static Observations of(Path data, Json.ObjectValue input) {
        String name = input.text("observations");
        if (!name.matches("[a-z0-9-]+") || !Files.isDirectory(data.resolve(name))) {
            throw new InvalidInput("there are no observations named " + name);
        }
        Path folder = data.resolve(name);
        try {
            return new Observations(
                    Csv.read(folder.resolve("metrics.csv")),
                    Files.readAllLines(folder.resolve("services.log")),
                    Csv.read(folder.resolve("deployments.csv")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<String> services() {
        return metrics.stream().map(row -> row.text("service")).distinct().toList();
    }

    List<Csv.Row> of(String service) {
        return metrics.stream()
                .filter(row -> row.text("service").equals(service))
                .toList();
    }
}
