package dev.baton.cluster.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes and all that they started have used, as Linux counts it. */
final class ProcessUsage {

    /** {@code getconf CLK_TCK} is 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_MS = 0.1;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private ProcessUsage() {}

    static boolean available() {
        return Files.exists(Path.of("/proc/self/stat"));
    }

    /** User and system time, in milliseconds. */
    static double cpuMs(List<Long> roots) {
        return tree(roots).mapToDouble(ProcessUsage::cpuMs).sum();
    }

    /** The most memory that was resident so far, in KB: the sum of each process's own peak. */
    static long peakRssKb(List<Long> roots) {
        return tree(roots).mapToLong(pid -> statusKb(pid, "VmHWM:")).sum();
    }

    static long rssKb(List<Long> roots) {
        return tree(roots).mapToLong(pid -> statusKb(pid, "VmRSS:")).sum();
    }

    private static Stream<Long> tree(List<Long> roots) {
        return roots.stream()
                .flatMap(root -> ProcessHandle.of(root).stream())
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .map(ProcessHandle::pid)
                .distinct();
    }

    private static double cpuMs(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_MS;
    }

    private static long statusKb(long pid, String name) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException("a measured process has ended: " + file, gone);
        }
    }
}
