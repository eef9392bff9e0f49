package dev.baton.cluster.chaos;

import dev.baton.cluster.crash.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells by Linux's books which process is at the other end of a local connection. */
final class Sockets {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private Sockets() {}

    /** @throws IOException if it is none of these, or is gone */
    static ServerProcess owner(Socket accepted, List<ServerProcess> nodes) throws IOException {
        Path socket = Path.of("socket:[" + inode(accepted.getPort(), accepted.getLocalPort()) + "]");
        for (ServerProcess node : nodes) {
            if (node.isAlive() && has(node.pid(), socket)) {
                return node;
            }
        }
        throw new IOException("no node has " + socket);
    }

    private static String inode(int local, int remote) throws IOException {
        String localPort = ":%04X".formatted(local).toUpperCase(Locale.ROOT);
        String remotePort = ":%04X".formatted(remote).toUpperCase(Locale.ROOT);
        for (Path table : TABLES) {
            for (String line : Files.readAllLines(table)) {
                List<String> columns = List.of(line.strip().split("\\s+"));
                if (columns.get(LOCAL).endsWith(localPort)
                        && columns.get(REMOTE).endsWith(remotePort)) {
                    return columns.get(INODE);
                }
            }
        }
        throw new IOException("no socket from " + local + " to " + remote);
    }

    private static boolean has(long pid, Path socket) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files) {
                try {
                    if (Files.readSymbolicLink(file).equals(socket)) {
                        return true;
                    }
                } catch (IOException closedMeanwhile) {
                    // Then it is not this one.
                }
            }
        }
        return false;
    }
}
