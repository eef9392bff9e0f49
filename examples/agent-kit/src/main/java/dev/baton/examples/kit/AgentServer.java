package dev.baton.examples.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a crew over the plain HTTP contract: {@code POST} does the work, {@code GET /calls} shows the log. */
public final class AgentServer implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BODY_BYTES_MAX = 2 * 1024 * 1024;

    private final Crew crew;
    private final AgentOptions options;
    private final CallLog calls;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private AgentServer(Crew crew, AgentOptions options) throws IOException {
        this.crew = crew;
        this.options = options;
        this.calls = new CallLog(options.callsFile());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), options.port()), 0);
    }

    /** Serves the crew on a free port of the loopback interface. */
    public static AgentServer start(Crew crew) throws IOException {
        return start(crew, AgentOptions.parse());
    }

    static AgentServer start(Crew crew, AgentOptions options) throws IOException {
        // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        AgentServer agent = new AgentServer(crew, options);
        agent.server.createContext("/", agent::handle);
        agent.server.setExecutor(agent.threads);
        agent.server.start();
        return agent;
    }

    public URI address() {
        InetSocketAddress bound = server.getAddress();
        return URI.create("http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = replyTo(exchange);
            byte[] body = reply.body().write().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply replyTo(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET") && path.equals("/calls")) {
                return new Reply(200, calls.toJson());
            }
            Optional<Performer> performer = crew.at(path);
            return exchange.getRequestMethod().equals("POST") && performer.isPresent()
                    ? perform(performer.get(), exchange)
                    : Reply.error(404, "there is GET /calls, and POST to one of " + crew.paths());
        } catch (InvalidInput invalid) {
            return Reply.error(400, String.valueOf(invalid.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Reply.error(503, "the agent is stopping");
        } catch (IOException unreachable) {
            return Reply.error(503, String.valueOf(unreachable.getMessage()));
        } catch (RuntimeException bug) {
            bug.printStackTrace();
            return Reply.error(500, "the agent failed; its standard error says why");
        }
    }

    private Reply perform(Performer performer, HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return Reply.error(413, "the body is larger than " + BODY_BYTES_MAX + " bytes");
        }
        String key = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                .orElseThrow(() -> new InvalidInput("the header Idempotency-Key is missing"));
        if (!(Json.read(new String(body, StandardCharsets.UTF_8)) instanceof Json.ObjectValue request)) {
            throw new InvalidInput("the body must be a JSON object");
        }
        Call call = Call.of(exchange.getRequestURI().getPath(), key, request, Instant.now());
        calls.record(call);
        Thread.sleep(options.delay());
        return switch (performer.perform(call)) {
            case Answer answer -> new Reply(200, answer.toJson());
            case Accepted() -> new Reply(202, Json.object());
        };
    }

    /** Every call that reached the agents so far, the latest 100,000 of them. */
    public Json calls() {
        return calls.toJson();
    }

    private record Reply(int status, Json body) {

        static Reply error(int status, String message) {
            return new Reply(status, Json.object().with("error", Json.object().with("message", message)));
        }
    }
}
