package dev.baton.cluster.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said about a benchmark. */
final class BenchOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-w", "--workload"},
            split = ",",
            defaultValue = "W1a,W1b,W2a,W2b,W3,W4,W5,W6,W7,W8",
            description = "Which ones. Default: all")
    List<String> workloads = new ArrayList<>();

    @Option(
            names = {"-c", "--concurrency"},
            split = ",",
            defaultValue = "1,16,64",
            description = "Runs at a time, for W1 and W2. Default: 1,16,64")
    List<Integer> concurrencies = new ArrayList<>();

    @Option(names = "--seconds", defaultValue = "5", description = "Length of one measurement. Default: 5")
    double seconds;

    @Option(
            names = "--repeat",
            defaultValue = "3",
            description = "Measurements, of which the median counts. Default: 3")
    int repeats;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Seconds of load before the first measurement. Default: 10")
    double warmUpSeconds;

    @Option(names = "--waiting", defaultValue = "20000", description = "Waiting runs in W3. Default: 20000")
    int waiting;

    @Option(names = "--streams", defaultValue = "1000", description = "Live streams in W7. Default: 1000")
    int streams;

    @Option(names = "--store", defaultValue = "sqlite", description = "sqlite or postgresql. Default: sqlite")
    Store store = Store.sqlite;

    @Option(
            names = "--postgres-url",
            paramLabel = "URL",
            description = "such as jdbc:postgresql://127.0.0.1:5432/baton; user and password as parameters of the URL")
    @Nullable
    String postgresUrl;

    @Option(
            names = "--postgres-pid",
            paramLabel = "PID",
            description = "PostgreSQL's main process on this machine, so that its CPU and memory count too")
    @Nullable
    Long postgresPid;

    @Option(
            names = "--server-jvm",
            paramLabel = "OPTION",
            description = "An option of the server's JVM, such as -Xmx1g")
    List<String> serverOptions = new ArrayList<>();

    @Option(names = "--keep", description = "Keep the server's folders.")
    boolean keep;

    /** The names are what the user types. */
    enum Store {
        sqlite,
        postgresql
    }
}
