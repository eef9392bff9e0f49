package dev.baton.http;

import dev.baton.config.ApiSettings;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.FrontDoor;
import dev.baton.http.exchange.Route;
import dev.baton.http.resource.Api;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.SystemMaterializer;
import scala.concurrent.duration.FiniteDuration;

/** The API, listening. */
public final class ApiServer {

    /** Above the longest wait of a poll: only a connection without any use is closed. */
    private static final Duration IDLE_BEYOND_WAIT = Duration.ofSeconds(15);

    private static final int HEADERS_MAX = 100;

    private final ServerBinding binding;
    private final FrontDoor door;
    private final Api api;
    private final Protocols protocols;

    private ApiServer(ServerBinding binding, FrontDoor door, Api api, Protocols protocols) {
        this.binding = binding;
        this.door = door;
        this.api = api;
        this.protocols = protocols;
    }

    /** Completes when requests are answered; fails if the address cannot be bound. */
    public static CompletionStage<ApiServer> start(ActorSystem<?> system, ApiSettings settings, Services services) {
        Protocols protocols = new Protocols(services, settings);
        Api api = new Api(
                services, settings, system.dispatchers().lookup(DispatcherSelector.blocking()), protocols.routes());
        FrontDoor door = new FrontDoor(
                api.router(),
                settings,
                address(settings.host()),
                services.metrics(),
                SystemMaterializer.get(system).materializer());
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .adaptSettings(pekko -> adapt(pekko, settings))
                .bind(door::handle)
                .thenApply(binding -> new ApiServer(binding, door, api, protocols));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("baton.http.host must be an address or a known name, not " + host, e);
        }
    }

    private static ServerSettings adapt(ServerSettings pekko, ApiSettings settings) {
        Duration idle = settings.waitMax().plus(IDLE_BEYOND_WAIT);
        return pekko.withServerHeader(Optional.empty())
                .withMaxConnections(settings.connectionsMax())
                .withBacklog(settings.connectionsWaitingMax())
                .withTransparentHeadRequests(true)
                .withTerminationDeadlineExceededResponse(Answers.refusal(Failures.NODE_ENDING, null))
                .withParsingErrorHandler(MalformedRequests.class.getName())
                .withParserSettings(pekko.getParserSettings()
                        .withMaxHeaderCount(HEADERS_MAX)
                        .withMaxContentLength(settings.bodyBytesMax())
                        .withIllegalHeaderWarnings(false))
                // Every handler ends by itself, so nothing is armed per request.
                .withTimeouts(pekko.getTimeouts()
                        .withRequestTimeout(scala.concurrent.duration.Duration.Inf())
                        .withIdleTimeout(FiniteDuration.fromNanos(idle.toNanos())));
    }

    /** With the port that was chosen if the settings left it open. */
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Every route there is. */
    List<Route> routes() {
        return api.router().routes();
    }

    /**
     * Answers those who wait, ends event streams, and reports not ready, while requests are still taken: each answer asks
     * its caller to connect elsewhere for the next.
     */
    public void drain() {
        door.end();
        api.drain();
        protocols.drain();
    }

    /** Takes no more connections, lets requests under way end until the deadline, then closes. */
    public CompletionStage<Void> terminate(Duration deadline) {
        drain();
        return binding.terminate(deadline).thenApply(terminated -> null);
    }
}
