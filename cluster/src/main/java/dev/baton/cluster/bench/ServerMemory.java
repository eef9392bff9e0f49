package dev.baton.cluster.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server has in use after a full collection. @param rssKb resident, of all that serves */
record ServerMemory(long heapKb, long rssKb) {

    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

    static ServerMemory of(Rig rig) throws IOException, InterruptedException {
        rig.collectGarbage();
        Matcher used = HEAP_USED.matcher(rig.jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd GC.heap_info does not say what is used");
        }
        return new ServerMemory(Long.parseLong(used.group(1)), ProcessUsage.rssKb(rig.serverProcesses()));
    }

    double heapKbMoreThan(ServerMemory before, int count) {
        return Figures.rounded((double) (heapKb - before.heapKb) / count);
    }

    double rssKbMoreThan(ServerMemory before, int count) {
        return Figures.rounded((double) (rssKb - before.rssKb) / count);
    }
}
