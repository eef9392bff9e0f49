package dev.baton.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which anything can be sent, HTTP or not. */
final class RawConnection implements Closeable {

    private static final int PATIENCE_MS = 30_000;

    private final Socket socket;

    RawConnection(TestNode node) throws IOException {
        socket = new Socket(java.net.InetAddress.getLoopbackAddress(), node.port());
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** The head of the next answer, and its body if that has a length. */
    String answer() throws IOException {
        String head = head();
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return head + new String(in().readNBytes(length), StandardCharsets.UTF_8);
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in().read();
            if (next < 0) {
                throw new IOException("closed after: " + head.toString(StandardCharsets.UTF_8));
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
