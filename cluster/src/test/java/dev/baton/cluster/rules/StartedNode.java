package dev.baton.cluster.rules;

import com.typesafe.config.ConfigFactory;
import dev.baton.cluster.node.Node;
import dev.baton.http.mcp.Additions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real node on a free port, with its store in a folder of the test. */
public final class StartedNode implements AutoCloseable {

    private final Node node;
    private final HttpClient client = HttpClient.newHttpClient();

    private StartedNode(Node node) {
        this.node = node;
    }

    public static StartedNode in(Path folder, Map<String, Object> settings) {
        return in(folder, settings, Additions.NONE);
    }

    public static StartedNode in(Path folder, Map<String, Object> settings, Additions additions) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("baton.http.port", 0);
        all.put("baton.http-client.private-hosts", List.of("loopback"));
        all.put("baton.persistence.store", "sqlite");
        all.put("baton.persistence.sqlite.file", folder.resolve("baton.db").toString());
        return new StartedNode(Node.start(ConfigFactory.parseMap(all), additions));
    }

    public String url() {
        return "http://127.0.0.1:" + node.address().getPort();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return send(method, path, type, body, Map.of());
    }

    public HttpResponse<String> send(String method, String path, String type, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}
