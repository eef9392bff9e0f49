package dev.baton.http.exchange;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Makes the answers. */
public final class Answers {

    private static final ContentType PROBLEM_JSON = MediaTypes.applicationWithFixedCharset(
                    "problem+json", org.apache.pekko.http.javadsl.model.HttpCharsets.UTF_8)
            .toContentType();

    /** Answers hold people's data: they are not to be kept by caches, or taken for something else by browsers. */
    private static final HttpResponse BARE = HttpResponse.create()
            .addHeader(RawHeader.create("Cache-Control", "no-store"))
            .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));

    private Answers() {}

    public static HttpResponse json(int status, Json.Writer writer) {
        return bytes(status, ContentTypes.APPLICATION_JSON, Json.write(writer));
    }

    public static HttpResponse bytes(int status, ContentType type, ByteString body) {
        return BARE.withStatus(status).withEntity(HttpEntities.create(type, body));
    }

    public static HttpResponse empty(int status) {
        return BARE.withStatus(status);
    }

    public static HttpHeader header(String name, String value) {
        return RawHeader.create(name, value);
    }

    public static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    /** @param instance path of the request; for a defect, its incident id follows in the detail */
    public static HttpResponse refusal(Refusal refusal, @Nullable String instance) {
        HttpResponse response =
                bytes(refusal.code().status(), PROBLEM_JSON, Json.write(out -> write(out, refusal, instance)));
        return refusal.retryAfter() == null ? response : response.addHeader(retryAfter(refusal.retryAfter()));
    }

    public static HttpHeader retryAfter(Duration time) {
        return header("Retry-After", seconds(time));
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, (time.toMillis() + 999) / 1000));
    }

    private static void write(JsonGenerator out, Refusal refusal, @Nullable String instance) throws IOException {
        ErrorCode code = refusal.code();
        out.writeStartObject();
        out.writeStringField("type", "urn:baton:error:" + code.code());
        out.writeStringField("title", code.title());
        out.writeNumberField("status", code.status());
        out.writeStringField("code", code.code());
        out.writeStringField("detail", refusal.detail());
        if (refusal.hint() != null) {
            out.writeStringField("hint", refusal.hint());
        }
        if (instance != null) {
            out.writeStringField("instance", instance);
        }
        if (!refusal.faults().isEmpty()) {
            out.writeArrayFieldStart("problems");
            for (Fault fault :
                    refusal.faults().subList(0, Math.min(refusal.faults().size(), Fault.SHOWN_MAX))) {
                write(out, fault);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    /** The form in which every single problem is shown. */
    public static void write(JsonGenerator out, Fault fault) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", fault.code());
        out.writeStringField("pointer", fault.pointer());
        out.writeStringField("message", fault.message());
        if (fault.hint() != null) {
            out.writeStringField("hint", fault.hint());
        }
        if (fault.warning()) {
            out.writeStringField("severity", "warning");
        }
        if (fault.line() > 0) {
            out.writeNumberField("line", fault.line());
            out.writeNumberField("column", fault.column());
        }
        out.writeEndObject();
    }
}
