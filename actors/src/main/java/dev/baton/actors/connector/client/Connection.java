package dev.baton.actors.connector.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One connection, or one stream of HTTP/2; it carries one exchange at a time, and goes back to where it comes from after each that leaves it
 * clean.
 *
 * <p>If it breaks before anything of a request has left, as one does that the host closed while it was idle, the
 * exchange goes to another connection. In all other cases the host may have seen the request, and whoever sent it has
 * to decide.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK_MIN = 200;
    private static final int OK_MAX = 299;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Home home;
    private final Channel channel;
    /** By which MCP servers know their clients. */
    private static final String SESSION_HEADER = "mcp-session-id";

    private final Executor largeAnswers;
    private final AnswerMemory memory;
    private final AnswerBuffer body;
    private final ChannelFutureListener written = this::onWritten;
    private @Nullable Exchange current;
    private boolean used;
    private boolean reused;
    private boolean sent;
    private boolean interim;
    private boolean keep;
    private boolean complete;
    private int status;
    private @Nullable String retryAfter;
    private @Nullable String location;
    private @Nullable String session;
    private @Nullable String challenge;
    private @Nullable String keepAlive;
    private long keepAliveSeconds = Long.MAX_VALUE;
    private long idleUntilNanos;

    Connection(Home home, Channel channel, AnswerMemory memory, Executor largeAnswers) {
        this.home = home;
        this.channel = channel;
        this.memory = memory;
        this.largeAnswers = largeAnswers;
        this.body = new AnswerBuffer(memory);
        this.idleUntilNanos = home.idleUntil(Long.MAX_VALUE);
    }

    boolean usable() {
        return channel.isActive() && current == null;
    }

    void start(Exchange exchange) {
        current = exchange;
        exchange.carriedBy(this);
        reused = used;
        used = true;
        sent = false;
        status = 0;
        // One reference is for the channel; the exchange keeps its own in case that nothing leaves.
        channel.writeAndFlush(exchange.request().bytes().retain()).addListener(written);
    }

    /** Ends the exchange under way, and the connection with it: the rest of the answer is of no use to anybody. */
    void abandon(Answer answer) {
        end(answer, false);
    }

    void close() {
        channel.close();
    }

    void expire(long nanoTime) {
        Exchange exchange = current;
        if (exchange != null && exchange.due(nanoTime)) {
            abandon(new Answer.TimedOut());
        } else if (exchange == null && idleUntilNanos - nanoTime <= 0) {
            close();
        }
    }

    private void onWritten(ChannelFuture result) {
        if (result.isSuccess()) {
            sent = true;
            if (current != null) {
                current.sent();
            }
        } else if (current != null) {
            lost(result.cause());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                onHead(head);
            }
            if (message instanceof HttpContent content) {
                onContent(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(HttpResponse head) {
        Exchange exchange = current;
        if (exchange == null || complete) {
            // Nobody asked for it, as when a host says why it closes an idle connection. It must not answer the next
            // request.
            keep = false;
            channel.close();
            return;
        }
        if (malformed(head.decoderResult())) {
            return;
        }
        int code = head.status().code();
        interim = code < OK_MIN;
        if (interim) {
            if (code == SWITCHING_PROTOCOLS) {
                end(new Answer.NotHttp("it switches to another protocol, which nobody asked for"), false);
            }
            return;
        }
        status = code;
        keep = HttpUtil.isKeepAlive(head);
        retryAfter = head.headers().get(HttpHeaderNames.RETRY_AFTER);
        location = head.headers().get(HttpHeaderNames.LOCATION);
        session = head.headers().get(SESSION_HEADER);
        challenge = refused() ? challenge(head) : null;
        keptAlive(head.headers().get(KeepAlive.HEADER));
        if (good() && HttpUtil.getContentLength(head, 0L) > exchange.bodyBytesMax()) {
            end(new Answer.TooLarge(exchange.bodyBytesMax()), false);
        }
    }

    private void keptAlive(@Nullable String header) {
        if (!Objects.equals(header, keepAlive)) {
            keepAlive = header;
            keepAliveSeconds = KeepAlive.seconds(header);
        }
        idleUntilNanos = home.idleUntil(keepAliveSeconds);
    }

    private boolean refused() {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /** A host may spread what it wants over several headers (RFC 9110, section 11.6.1). */
    private static @Nullable String challenge(HttpResponse head) {
        List<String> all = head.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE);
        return all.isEmpty() ? null : String.join(", ", all);
    }

    private boolean good() {
        return status >= OK_MIN && status <= OK_MAX;
    }

    private void onContent(HttpContent content) {
        Exchange exchange = current;
        if (exchange == null || complete || malformed(content.decoderResult())) {
            return;
        }
        if (interim) {
            interim = !(content instanceof LastHttpContent);
            return;
        }
        if (append(exchange, content) && content instanceof LastHttpContent) {
            // Whether the connection is clean shows when all that has come is read.
            complete = true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (complete) {
            received(false, keep && sent);
        }
    }

    /** @return false if that has ended the exchange */
    private boolean append(Exchange exchange, HttpContent content) {
        int more = content.content().readableBytes();
        int bytesMax = good() ? exchange.bodyBytesMax() : Answer.Received.FAILURE_BYTES_MAX;
        boolean fits = more <= bytesMax - body.length();
        int taken = fits ? more : bytesMax - body.length();
        if (!fits && good()) {
            end(new Answer.TooLarge(bytesMax), false);
            return false;
        }
        if (!body.room(taken, bytesMax)) {
            end(new Answer.Busy("the answers under way take all " + memory.bytesMax() + " bytes set apart"), false);
            return false;
        }
        body.append(content.content(), taken);
        if (!fits) {
            received(true, false);
        } else if (good()) {
            exchange.more(body.bytes(), body.length());
        }
        return fits;
    }

    private void received(boolean cut, boolean reusable) {
        Exchange exchange = current;
        if (exchange == null) {
            return;
        }
        Answer answer =
                new Answer.Received(status, retryAfter, location, session, challenge, body.bytes(), body.length(), cut);
        int owed = body.detach();
        finish(reusable);
        if (owed == 0) {
            exchange.complete(answer);
        } else if (exchange.claim()) {
            largeAnswers.execute(() -> {
                try {
                    exchange.deliver(answer);
                } finally {
                    memory.giveBack(owed);
                }
            });
        } else {
            memory.giveBack(owed);
        }
    }

    private void end(Answer answer, boolean reusable) {
        Exchange exchange = current;
        finish(reusable);
        if (exchange != null) {
            exchange.complete(answer);
        }
    }

    /** The exchange has all it gets; what it got stays readable until the event loop reads again. */
    private void finish(boolean reusable) {
        if (current != null) {
            current.carriedBy(null);
        }
        current = null;
        complete = false;
        retryAfter = null;
        location = null;
        session = null;
        challenge = null;
        body.clear();
        if (reusable && channel.isActive()) {
            home.idle(this);
        } else {
            channel.close();
        }
    }

    /** @return true if the peer does not speak the protocol, or stopped in the middle; that has ended the exchange */
    private boolean malformed(DecoderResult result) {
        if (result.isSuccess() || !result.isFailure()) {
            return false;
        }
        if (result.cause() instanceof PrematureChannelClosureException) {
            lost(result.cause());
        } else {
            end(new Answer.NotHttp(String.valueOf(result.cause().getMessage())), false);
        }
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        channelReadComplete(context);
        lost(new IOException("the host closed the connection"));
        home.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lost(cause);
        channel.close();
    }

    private void lost(Throwable cause) {
        Exchange exchange = current;
        if (exchange == null) {
            return;
        }
        if (reused && !sent && status == 0 && exchange.request().untouched()) {
            finish(false);
            home.submit(exchange);
        } else {
            String reason = status == 0 ? "before the answer" : "in the middle of the answer";
            end(new Answer.Unreachable("the connection broke " + reason + ": " + cause.getMessage(), cause), false);
        }
    }
}
