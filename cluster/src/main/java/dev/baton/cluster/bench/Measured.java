package dev.baton.cluster.bench;

import java.net.http.HttpResponse;
import java.util.function.Supplier;

/** A load, and what it cost whom. */
record Measured(Load.Result load, double serverCpuMs, double agentCpuMs, double loadCpuMs) {

    static Measured of(Rig rig, Supplier<Load.Result> load) {
        double serverFrom = ProcessUsage.cpuMs(rig.serverProcesses());
        double agentFrom = rig.agentCpuMs();
        double loadFrom = ownCpuMs();
        Load.Result result = load.get();
        return new Measured(
                result,
                ProcessUsage.cpuMs(rig.serverProcesses()) - serverFrom,
                rig.agentCpuMs() - agentFrom,
                ownCpuMs() - loadFrom);
    }

    double runsPerSecond() {
        return load.count() / load.seconds();
    }

    double perRun(double total) {
        return total / Math.max(1, load.count());
    }

    static boolean isCompleted(HttpResponse<String> answer) {
        return answer.statusCode() / 100 == 2 && answer.body().contains("\"status\":\"completed\"");
    }

    private static double ownCpuMs() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("this system does not count CPU time"))
                        .toNanos()
                / 1e6;
    }
}
