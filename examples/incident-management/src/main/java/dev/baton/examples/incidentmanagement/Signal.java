package dev.baton.examples.incidentmanagement;

import dev.baton.examples.kit.Csv;

/** What is watched of a service, and how much more than usual is a sign. */
enum Signal {
    ERRORS("errors in percent", 2) {
        @Override
        double of(Csv.Row row) {
            return row.integer("errors") * 100.0 / Math.max(1, row.integer("requests"));
        }
    },
    LATENCY("p95 in ms", 150) {
        @Override
        double of(Csv.Row row) {
            return row.integer("p95_ms");
        }
    },
    MEMORY("heap in percent", 20) {
        @Override
        double of(Csv.Row row) {
            return row.integer("heap_percent");
        }
    };

    final String title;

    /** A rise by less is no sign, however steady the value was before. */
    final double riseMin;

    Signal(String title, double riseMin) {
        this.title = title;
        this.riseMin = riseMin;
    }

    abstract double of(Csv.Row row);
}
