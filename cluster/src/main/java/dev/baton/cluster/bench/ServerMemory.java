package dev.baton.cluster.bench;

import java.io.IOException;
import java.util.regex.Pattern;

/** What the server has in use after a full collection. @param rssKb resident, of all that serves */
record ServerMemory(long heapKb, long rssKb) {

    private static final Pattern HEAP_USED = Pattern.compile("\\bused (\\d+)K");

    static ServerMemory of(Rig rig) throws IOException, InterruptedException {
        rig.collectGarbage();
        // Some collectors have a line for each generation; what is no heap comes last.
        String info = rig.jcmd("GC.heap_info");
        int others = info.indexOf("Metaspace");
        long heapKb = HEAP_USED
                .matcher(others < 0 ? info : info.substring(0, others))
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)))
                .sum();
        if (heapKb == 0) {
            throw new IOException("jcmd GC.heap_info does not say what is used");
        }
        return new ServerMemory(heapKb, ProcessUsage.rssKb(rig.serverProcesses()));
    }

    double heapKbMoreThan(ServerMemory before, int count) {
        return Figures.rounded((double) (heapKb - before.heapKb) / count);
    }

    double rssKbMoreThan(ServerMemory before, int count) {
        return Figures.rounded((double) (rssKb - before.rssKb) / count);
    }
}
