package dev.baton.http.exchange;

import dev.baton.http.exchange.Route.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path: exactly one, or the reason why there is none. Immutable once built. */
public final class Router {

    /** No path of the API is longer. */
    private static final int SEGMENTS_MAX = 16;

    private final Node root = new Node();
    private final List<Route> routes;

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<String, Map<Method, Route>> byVerb = new HashMap<>();
    }

    /** What there is at a path. */
    public sealed interface Found {
        /** @param parameters in the order of the template */
        record Here(Route route, List<String> parameters) implements Found {}

        record OtherMethods(Set<Method> allowed) implements Found {}

        record Nothing() implements Found {}
    }

    /** @throws IllegalArgumentException if two routes have the same method and path */
    public Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
        this.routes.forEach(this::add);
    }

    public List<Route> routes() {
        return routes;
    }

    private void add(Route route) {
        String path = path(route.template());
        Node node = root;
        for (String segment : segments(path)) {
            if (segment.startsWith("{")) {
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, ignored -> new Node());
            }
        }
        Route before = node.byVerb
                .computeIfAbsent(verb(route.template()), ignored -> new EnumMap<>(Method.class))
                .put(route.method(), route);
        if (before != null) {
            throw new IllegalArgumentException("two routes at " + route.method() + " " + route.template());
        }
    }

    /** @param path of the request, percent-encoded as it was sent */
    public Found find(@Nullable Method method, String path) {
        List<String> parameters = new ArrayList<>(2);
        Node node = root;
        List<String> segments = segments(path(path));
        if (segments.size() > SEGMENTS_MAX) {
            return new Found.Nothing();
        }
        for (String segment : segments) {
            Node literal = node.literals.get(segment);
            if (literal != null) {
                node = literal;
            } else if (node.parameter != null && !segment.isEmpty()) {
                node = node.parameter;
                parameters.add(decoded(segment));
            } else {
                return new Found.Nothing();
            }
        }
        Map<Method, Route> here = node.byVerb.get(decoded(verb(path)));
        if (here == null) {
            return new Found.Nothing();
        }
        Route route = method == null ? null : here.get(method);
        return route == null ? new Found.OtherMethods(here.keySet()) : new Found.Here(route, parameters);
    }

    private static String path(String path) {
        int colon = colon(path);
        return colon < 0 ? path : path.substring(0, colon);
    }

    private static String verb(String path) {
        int colon = colon(path);
        return colon < 0 ? "" : path.substring(colon + 1);
    }

    private static int colon(String path) {
        int colon = path.lastIndexOf(':');
        return colon > path.lastIndexOf('/') ? colon : -1;
    }

    /** A trailing slash makes an empty last segment, which no route has. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(4);
        int from = 1;
        while (from <= path.length() && path.length() > 1 && segments.size() <= SEGMENTS_MAX) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            segments.add(path.substring(from, to));
            from = to + 1;
            if (slash < 0) {
                break;
            }
        }
        return segments;
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
