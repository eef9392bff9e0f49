package dev.baton.actors.connector.client;

import dev.baton.config.HttpClientSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and gives each answer to its receiver, without a thread per call. One per node.
 *
 * <p>Redirects are answers like others; nothing is decompressed, cached or retried, except on a connection that was
 * closed before anything was sent. Large answers are given to their receivers on the common pool, so that reading them
 * holds up no other call.
 */
public final class HttpClient implements AutoCloseable {

    private static final int CORES_PER_LANE = 4;
    private static final long SHUTDOWN_MS = 2_000;

    private final HttpClientSettings settings;
    private final MultiThreadIoEventLoopGroup loops;
    private final Lane[] lanes;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    public static HttpClient start(HttpClientSettings settings, MeterRegistry registry) {
        return new HttpClient(settings, registry, new Trust(null, settings.http2()), InetAddress::getAllByName);
    }

    /** With other certificate authorities than the JVM's. */
    static HttpClient start(HttpClientSettings settings, MeterRegistry registry, @Nullable KeyStore authorities) {
        return new HttpClient(settings, registry, new Trust(authorities, settings.http2()), InetAddress::getAllByName);
    }

    /** With another name service than the machine's. */
    static HttpClient start(HttpClientSettings settings, MeterRegistry registry, Resolver resolver) {
        return new HttpClient(settings, registry, new Trust(null, settings.http2()), resolver);
    }

    private HttpClient(HttpClientSettings settings, MeterRegistry registry, Trust trust, Resolver resolver) {
        this.settings = settings;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends Channel> channels = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        int threads = settings.threads() == 0
                ? Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_LANE)
                : settings.threads();
        loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("baton-http-client", true), handlers);
        AnswerMemory memory = new AnswerMemory(settings.answersMemoryMax());
        ClientMetrics metrics = new ClientMetrics(registry, underWay, memory);
        lanes = new Lane[threads];
        for (int i = 0; i < threads; i++) {
            EventLoop loop = loops.next();
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(channels)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            settings.connectTimeout().toMillis());
            Dialer dialer = new Dialer(bootstrap, resolver, settings, trust, memory, ForkJoinPool.commonPool());
            lanes[i] = new Lane(loop, dialer, settings, metrics);
        }
    }

    /**
     * @param patience how long to wait for the answer, kept to a twentieth of a second
     * @param receiver called exactly once
     */
    public Exchange send(Request request, Duration patience, Receiver receiver) {
        Lane lane = lanes[Math.floorMod(turn.getAndIncrement(), lanes.length)];
        Exchange exchange = new Exchange(
                lane, request, System.nanoTime() + nanos(patience), settings.answerBytesMax(), receiver, underWay);
        if (underWay.incrementAndGet() > settings.callsMax()) {
            lane.refuse(exchange, new Answer.Busy("more than " + settings.callsMax() + " calls are under way"));
        } else {
            lane.submit(exchange);
        }
        return exchange;
    }

    private static long nanos(Duration patience) {
        long longest = TimeUnit.DAYS.toNanos(365);
        return patience.compareTo(Duration.ofNanos(longest)) > 0 ? longest : patience.toNanos();
    }

    /** Ends all exchanges as unreachable. */
    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.close();
        }
        loops.shutdownGracefully(0, SHUTDOWN_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN_MS);
    }
}
