package dev.baton.http.exchange;

/**
 * @param template of the path: {@code /v1/runs/{id}:pause}; a verb follows the last colon
 * @param body what the request must carry
 */
public record Route(Method method, String template, Content body, Handler handler) {

    /** The methods that the API uses. */
    public enum Method {
        GET,
        PUT,
        POST,
        DELETE
    }

    /** What a request carries. */
    public enum Content {
        NONE,
        JSON,
        /** JSON, or nothing, which means an empty object. */
        JSON_OR_NOTHING,
        /** YAML or JSON. */
        DEFINITION,
        /** Whatever the sender likes. */
        ANY
    }

    public static Route get(String template, Handler handler) {
        return new Route(Method.GET, template, Content.NONE, handler);
    }

    public static Route put(String template, Content body, Handler handler) {
        return new Route(Method.PUT, template, body, handler);
    }

    public static Route delete(String template, Handler handler) {
        return new Route(Method.DELETE, template, Content.NONE, handler);
    }

    public static Route post(String template, Content body, Handler handler) {
        return new Route(Method.POST, template, body, handler);
    }
}
