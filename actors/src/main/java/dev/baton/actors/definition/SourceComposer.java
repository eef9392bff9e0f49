package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Builds the tree of a document from the parser's events. The library's own composer recurses without a limit and
 * forgets where keys stand.
 */
final class SourceComposer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String source;
    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<Anchor, SourceNode> anchors = new HashMap<>();
    private int nodes;

    SourceComposer(String source, Iterator<Event> events, Problems problems) {
        this.source = source;
        this.events = events;
        this.problems = problems;
    }

    boolean skipTo(Class<? extends Event> wanted) {
        while (events.hasNext()) {
            if (wanted.isInstance(events.next())) {
                return true;
            }
        }
        return false;
    }

    SourceNode document() throws SourceRefused {
        anchors.clear();
        return node(events.next(), SourcePath.ROOT, 1);
    }

    private SourceNode node(Event event, SourcePath path, int depth) throws SourceRefused {
        Position position = position(event);
        count(position, path, depth);
        return switch (event) {
            case AliasEvent alias -> aliased(alias, path, position, depth);
            case ScalarEvent scalar ->
                anchored(
                        scalar.getAnchor().orElse(null),
                        ScalarValue.read(scalar, extent(scalar), path, position, problems));
            case SequenceStartEvent start -> anchored(start.getAnchor().orElse(null), sequence(path, position, depth));
            case MappingStartEvent start -> anchored(start.getAnchor().orElse(null), mapping(path, position, depth));
            default -> throw new NoSuchElementException("No value at " + event);
        };
    }

    private SourceNode anchored(@Nullable Anchor anchor, SourceNode node) {
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    /** A copy, because the same value at another place has another path; the lines stay those of the anchor. */
    private SourceNode aliased(AliasEvent alias, SourcePath path, Position position, int depth) throws SourceRefused {
        SourceNode target = anchors.get(alias.getAlias());
        if (target == null) {
            problems.error(
                    position,
                    path,
                    "yaml.unknown-alias",
                    "There is no anchor '&" + alias.getAlias().getValue() + "' before this alias",
                    "Define the anchor above, or put the text in quotes if it is not meant as an alias.");
            return new SourceNode.Scalar(path, position, JSON.nullNode(), null);
        }
        return copy(target, path, depth);
    }

    private SourceNode copy(SourceNode node, SourcePath path, int depth) throws SourceRefused {
        count(node.position(), path, depth);
        return switch (node) {
            case SourceNode.Scalar scalar ->
                new SourceNode.Scalar(path, scalar.position(), scalar.json(), scalar.extent());
            case SourceNode.Sequence sequence -> {
                List<SourceNode> items = new ArrayList<>(sequence.items().size());
                for (SourceNode item : sequence.items()) {
                    items.add(copy(item, path.child(items.size()), depth + 1));
                }
                yield new SourceNode.Sequence(path, node.position(), sequence.json(), items);
            }
            case SourceNode.Mapping mapping -> {
                Map<String, SourceNode.Entry> entries = new LinkedHashMap<>();
                for (Map.Entry<String, SourceNode.Entry> entry :
                        mapping.entries().entrySet()) {
                    SourceNode value = copy(entry.getValue().value(), path.child(entry.getKey()), depth + 1);
                    entries.put(
                            entry.getKey(),
                            new SourceNode.Entry(entry.getValue().keyPosition(), value));
                }
                yield new SourceNode.Mapping(path, node.position(), mapping.json(), entries);
            }
        };
    }

    private SourceNode sequence(SourcePath path, Position position, int depth) throws SourceRefused {
        List<SourceNode> items = new ArrayList<>();
        ArrayNode json = JSON.arrayNode();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            SourceNode item = node(event, path.child(items.size()), depth + 1);
            items.add(item);
            json.add(item.json());
        }
        return new SourceNode.Sequence(path, position, json, items);
    }

    private SourceNode mapping(SourcePath path, Position position, int depth) throws SourceRefused {
        Map<String, SourceNode.Entry> entries = new LinkedHashMap<>();
        ObjectNode json = JSON.objectNode();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Position keyPosition = position(event);
            String key = key(event, path, depth);
            SourceNode value = node(events.next(), path.child(key), depth + 1);
            SourceNode.Entry earlier = entries.putIfAbsent(key, new SourceNode.Entry(keyPosition, value));
            if (earlier == null) {
                json.set(key, value.json());
            } else {
                problems.error(
                        keyPosition,
                        path.child(key),
                        "yaml.duplicate-key",
                        "The key '" + key + "' is already there on line "
                                + earlier.keyPosition().line(),
                        "Keep one of the two.");
            }
        }
        return new SourceNode.Mapping(path, position, json, entries);
    }

    private String key(Event event, SourcePath path, int depth) throws SourceRefused {
        if (event instanceof ScalarEvent scalar) {
            anchored(scalar.getAnchor().orElse(null), ScalarValue.text(scalar, extent(scalar), path, position(event)));
            return scalar.getValue();
        }
        SourceNode key = node(event, path, depth + 1);
        if (event instanceof AliasEvent && key.json().isTextual()) {
            return key.json().textValue();
        }
        problems.error(
                position(event), path, "yaml.key", "A key must be a text", "Put the key in quotes if it is one.");
        return "?" + nodes;
    }

    private void count(Position position, SourcePath path, int depth) throws SourceRefused {
        if (depth > DefinitionSource.DEPTH_MAX) {
            throw new SourceRefused(
                    position,
                    path,
                    "source.too-deep",
                    "Values are nested deeper than " + DefinitionSource.DEPTH_MAX + " levels",
                    "Move a part into a workflow of its own.");
        }
        if (++nodes > DefinitionSource.NODES_MAX) {
            throw new SourceRefused(
                    position,
                    path,
                    "source.too-many-values",
                    "The text holds more than " + DefinitionSource.NODES_MAX + " values, aliases counted each time",
                    "Split it into several files.");
        }
    }

    private SourceExtent extent(ScalarEvent scalar) {
        int start = scalar.getStartMark().map(Mark::getIndex).orElse(0);
        return new SourceExtent(
                source, start, scalar.getEndMark().map(Mark::getIndex).orElse(start));
    }

    private static Position position(Event event) {
        return event.getStartMark()
                .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.UNKNOWN);
    }
}
