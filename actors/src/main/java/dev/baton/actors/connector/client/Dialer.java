package dev.baton.actors.connector.client;

import dev.baton.config.HttpClientSettings;
import dev.baton.config.PrivateHosts;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Makes the connections of one lane: looks the host up, tries its addresses in turn, shakes hands if it is to be TLS. */
final class Dialer {

    /** Of one host that are tried. */
    private static final int ADDRESSES_MAX = 4;

    private static final int HEAD_BYTES_MAX = 32 * 1024;

    private final Bootstrap bootstrap;
    private final Resolver resolver;
    private final PrivateHosts privateHosts;
    private final Trust trust;
    private final long handshakeMs;
    private final AnswerMemory memory;
    private final Executor largeAnswers;

    Dialer(
            Bootstrap bootstrap,
            Resolver resolver,
            HttpClientSettings settings,
            Trust trust,
            AnswerMemory memory,
            Executor largeAnswers) {
        this.bootstrap = bootstrap;
        this.resolver = resolver;
        this.privateHosts = settings.privateHosts();
        this.trust = trust;
        this.handshakeMs = settings.connectTimeout().toMillis();
        this.memory = memory;
        this.largeAnswers = largeAnswers;
    }

    void dial(HostPool pool, Destination destination) {
        // Looking a name up blocks, as does reading the certificates at first use: not on the event loop.
        Thread.ofVirtual().name("baton-lookup").start(() -> {
            try {
                List<InetAddress> addresses = new ArrayList<>();
                Optional<String> refusal = allowed(destination, addresses);
                if (addresses.isEmpty()) {
                    String reason = "no connection to " + destination
                            + refusal.map(why -> ": " + why).orElse("");
                    onLoop(() -> pool.failed(new Answer.Forbidden(reason)));
                    return;
                }
                SslContext tls = destination.tls() ? trust.context() : null;
                onLoop(() -> connect(new Dial(pool, destination, addresses, tls), 0));
            } catch (UnknownHostException e) {
                onLoop(() -> pool.failed(new Answer.Unreachable("no address for " + destination.name(), e)));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                onLoop(() -> pool.failed(new Answer.Untrusted("no certificates to trust: " + e.getMessage())));
            }
        });
    }

    /**
     * Looked up once for each connection, which is then made to the very address that was found allowed: a name that
     * stands for something else a moment later gains nothing.
     *
     * @return why the last of those that are not allowed is not
     */
    private Optional<String> allowed(Destination destination, List<InetAddress> into) throws UnknownHostException {
        Optional<String> last = Optional.empty();
        for (InetAddress address : resolver.resolve(destination.name())) {
            Optional<String> refusal = privateHosts.refusal(destination.name(), address);
            if (refusal.isEmpty()) {
                into.add(address);
            } else {
                last = refusal;
            }
        }
        return last;
    }

    private record Dial(
            HostPool pool,
            Destination destination,
            List<InetAddress> addresses,
            @Nullable SslContext tls) {}

    private void onLoop(Runnable task) {
        Lane.execute(bootstrap.config().group(), task);
    }

    private void connect(Dial dial, int index) {
        InetSocketAddress address = new InetSocketAddress(
                dial.addresses().get(index), dial.destination().port());
        bootstrap
                .clone()
                .handler(new Pipeline(dial))
                .connect(address)
                .addListener((ChannelFuture result) -> connected(dial, index, result));
    }

    private void connected(Dial dial, int index, ChannelFuture result) {
        if (result.isSuccess()) {
            greet(dial, result.channel());
        } else if (index + 1 < Math.min(dial.addresses().size(), ADDRESSES_MAX)) {
            connect(dial, index + 1);
        } else {
            dial.pool()
                    .failed(new Answer.Unreachable(
                            "no connection to " + dial.destination() + ": "
                                    + result.cause().getMessage(),
                            result.cause()));
        }
    }

    private void greet(Dial dial, Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ready(dial, channel);
            return;
        }
        tls.handshakeFuture().addListener(result -> {
            if (result.isSuccess()) {
                ready(dial, channel);
            } else {
                channel.close();
                dial.pool().failed(refusal(dial.destination(), result.cause()));
            }
        });
    }

    /** A certificate that cannot be trusted will not be better in a second; a broken connection may be. */
    private static Answer refusal(Destination destination, Throwable cause) {
        return cause instanceof SSLHandshakeException
                        || cause instanceof SSLPeerUnverifiedException
                        || cause.getCause() instanceof GeneralSecurityException
                ? new Answer.Untrusted("no trust in " + destination + ": " + cause.getMessage())
                : new Answer.Unreachable(
                        "no TLS connection to " + destination + ": " + cause.getMessage(),
                        cause instanceof SSLException && cause.getCause() != null ? cause.getCause() : cause);
    }

    private void ready(Dial dial, Channel channel) {
        if (!channel.isActive()) {
            IOException closed = new IOException("the host closed the connection");
            dial.pool().failed(new Answer.Unreachable("no connection to " + dial.destination(), closed));
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            Http2Session session = new Http2Session(dial.pool(), channel, memory, largeAnswers);
            channel.pipeline().remove(HttpResponseDecoder.class);
            channel.pipeline().remove(Unready.class);
            session.begin(HEAD_BYTES_MAX);
            dial.pool().dialed(session);
            return;
        }
        Connection connection = new Connection(dial.pool(), channel, memory, largeAnswers);
        channel.pipeline().replace(Unready.class, null, connection);
        dial.pool().dialed(connection);
    }

    /** What every channel has from the start; the connection itself comes when the channel is ready. */
    private final class Pipeline extends ChannelInitializer<Channel> {

        private final Dial dial;

        private Pipeline(Dial dial) {
            this.dial = dial;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (dial.tls() != null) {
                SslHandler handler = dial.tls()
                        .newHandler(
                                channel.alloc(),
                                dial.destination().name(),
                                dial.destination().port());
                handler.setHandshakeTimeout(handshakeMs, TimeUnit.MILLISECONDS);
                channel.pipeline().addLast(handler);
            }
            channel.pipeline()
                    .addLast(new HttpResponseDecoder(new HttpDecoderConfig()
                            .setMaxHeaderSize(HEAD_BYTES_MAX)
                            .setValidateHeaders(false)))
                    .addLast(new Unready());
        }
    }

    /** Stands where the connection will; what goes wrong until then is told by the handshake. */
    private static final class Unready extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
