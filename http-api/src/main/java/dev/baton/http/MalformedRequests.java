package dev.baton.http;

import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what is not even HTTP in the same form as everything else. Pekko HTTP finds it by its name. */
public final class MalformedRequests extends ParsingErrorHandler {

    /** The name by which Scala's singletons are known. */
    @SuppressWarnings("checkstyle:ConstantName")
    public static final MalformedRequests MODULE$ = new MalformedRequests();

    private MalformedRequests() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        ErrorCode code = switch (status.intValue()) {
            case 413 -> ErrorCode.TOO_LARGE;
            case 414 -> ErrorCode.URI_TOO_LONG;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 501 -> ErrorCode.METHOD_UNKNOWN;
            default -> ErrorCode.MALFORMED_REQUEST;
        };
        String detail = error.summary().isEmpty() ? code.title() + "." : error.summary();
        return Answers.refusal(Refusal.of(code, detail), null);
    }
}
