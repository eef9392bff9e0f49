package dev.baton.actors.connector.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** A connection that speaks HTTP/2: each exchange is a stream of it, a {@link Connection} that is used once. */
final class Http2Session extends ChannelInboundHandlerAdapter implements Home {

    /** At the same time; a host may allow fewer. */
    static final int STREAMS_MAX = 100;

    /** Of an answer that may be on its way before the client says that it reads on. */
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final HostPool pool;
    private final Channel channel;
    private final AnswerMemory memory;
    private final Executor largeAnswers;
    private final Set<Connection> streams = new LinkedHashSet<>();
    private int opening;
    private int streamsMax = STREAMS_MAX;
    private boolean leaving;
    private long idleUntilNanos;

    Http2Session(HostPool pool, Channel channel, AnswerMemory memory, Executor largeAnswers) {
        this.pool = pool;
        this.channel = channel;
        this.memory = memory;
        this.largeAnswers = largeAnswers;
        this.idleUntilNanos = pool.idleUntil(Long.MAX_VALUE);
    }

    /** Takes a channel over on which both have agreed to speak HTTP/2. @param headBytesMax of an answer */
    void begin(int headBytesMax) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(WINDOW_BYTES)
                .maxHeaderListSize(headBytesMax);
        channel.pipeline()
                .addLast(Http2FrameCodecBuilder.forClient()
                        .initialSettings(settings)
                        .build())
                .addLast(new Http2MultiplexHandler(new Unasked()))
                .addLast(this);
    }

    /** What the host opens by itself. */
    private static final class Unasked extends ChannelInboundHandlerAdapter {

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.close();
        }
    }

    boolean usable() {
        return channel.isActive() && !leaving && streams.size() + opening < streamsMax;
    }

    void start(Exchange exchange) {
        opening++;
        new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(false, false))
                                .addLast(new RequestFrames());
                    }
                })
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> opened(exchange, opened));
    }

    private void opened(Exchange exchange, Future<Http2StreamChannel> opened) {
        opening--;
        if (!opened.isSuccess()) {
            exchange.complete(new Answer.Unreachable(
                    "no stream to the host: " + opened.cause().getMessage(), opened.cause()));
            return;
        }
        Http2StreamChannel stream = opened.getNow();
        if (exchange.over()) {
            stream.close();
            return;
        }
        Connection connection = new Connection(this, stream, memory, largeAnswers);
        stream.pipeline().addLast(connection);
        streams.add(connection);
        connection.start(exchange);
    }

    /** A stream has done what it was for. */
    @Override
    public void idle(Connection connection) {
        connection.close();
    }

    @Override
    public void closed(Connection connection) {
        if (streams.remove(connection)) {
            idleUntilNanos = pool.idleUntil(Long.MAX_VALUE);
            if (leaving && streams.isEmpty()) {
                channel.close();
            }
            pool.freed();
        }
    }

    @Override
    public void submit(Exchange exchange) {
        pool.submit(exchange);
    }

    @Override
    public long idleUntil(long hostSeconds) {
        return pool.idleUntil(hostSeconds);
    }

    void expire(long nanoTime) {
        for (Connection stream : streams.toArray(Connection[]::new)) {
            stream.expire(nanoTime);
        }
        if (streams.isEmpty() && opening == 0 && idleUntilNanos - nanoTime <= 0) {
            channel.close();
        }
    }

    /** Ends what is under way. */
    void abandon(Answer answer) {
        for (Connection stream : streams.toArray(Connection[]::new)) {
            stream.abandon(answer);
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof Http2SettingsFrame frame) {
                Long allowed = frame.settings().maxConcurrentStreams();
                streamsMax = allowed == null ? streamsMax : (int) Math.min(STREAMS_MAX, allowed);
                pool.freed();
            } else if (message instanceof Http2GoAwayFrame) {
                leaving = true;
                if (streams.isEmpty()) {
                    channel.close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pool.closed(this);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close();
    }
}
