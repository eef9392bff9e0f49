package dev.baton.actors.connector.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes a request in the form of HTTP/1.1, as a {@link RequestHead} writes it, one in the form of HTTP/2. */
final class RequestFrames extends ChannelOutboundHandlerAdapter {

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf request)) {
            context.write(message, promise);
            return;
        }
        int start = request.readerIndex();
        int headLength = headLength(request, start);
        boolean tls = context.channel().parent().pipeline().get(SslHandler.class) != null;
        Http2Headers headers =
                headers(request.toString(start, headLength, StandardCharsets.ISO_8859_1), tls ? "https" : "http");
        int bodyStart = start + headLength + HEAD_END.length;
        int bodyLength = request.writerIndex() - bodyStart;
        if (bodyLength == 0) {
            request.release();
            context.write(new DefaultHttp2HeadersFrame(headers, true), promise);
        } else {
            context.write(new DefaultHttp2HeadersFrame(headers, false));
            request.readerIndex(bodyStart);
            context.write(new DefaultHttp2DataFrame(request, true), promise);
        }
    }

    private static int headLength(ByteBuf request, int start) {
        for (int at = start; at + HEAD_END.length <= request.writerIndex(); at++) {
            if (request.getByte(at) == '\r'
                    && request.getByte(at + 1) == '\n'
                    && request.getByte(at + 2) == '\r'
                    && request.getByte(at + 3) == '\n') {
                return at - start;
            }
        }
        throw new IllegalStateException("a request without the end of its head");
    }

    private static Http2Headers headers(String head, String scheme) {
        String[] lines = head.split("\r\n");
        String[] asked = lines[0].split(" ");
        Http2Headers headers =
                new DefaultHttp2Headers().method(asked[0]).scheme(scheme).path(asked[1]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            if (name.equals("host")) {
                headers.authority(value);
            } else {
                headers.add(name, value);
            }
        }
        return headers;
    }
}
