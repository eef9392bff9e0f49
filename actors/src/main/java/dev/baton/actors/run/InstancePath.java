package dev.baton.actors.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths of step instances. A step's path is that of the step around it, with the iteration in brackets if that one
 * repeats, a slash, and its own id: {@code review[3]/judge}. A list inside a pattern has a path with a dot
 * ({@code checks.copyleft}); the dot does not show in the paths of its steps ({@code checks/copyleft}).
 */
public final class InstancePath {

    private InstancePath() {}

    /** Path of the step with this id inside the instance at {@code container}. */
    public static String inside(String container, String id) {
        if (container.isEmpty()) {
            return id;
        }
        int slash = container.lastIndexOf('/');
        int dot = container.lastIndexOf('.');
        String around = dot > slash ? container.substring(0, dot) : container;
        return around.isEmpty() ? id : around + "/" + id;
    }

    /** Path of what is done for the list called {@code name}: its one step, or the list itself. */
    public static String body(String container, String name, Step body) {
        return body.id().indexOf('.') >= 0 ? list(container, name) : inside(container, body.id());
    }

    /** Path of the list called {@code name} inside the instance at {@code container}. */
    public static String list(String container, String name) {
        return container + "." + name;
    }

    /** Path of the iteration, from 1, of the repeating instance at {@code container}. */
    public static String iteration(String container, int number) {
        return container + "[" + number + "]";
    }

    /** One repetition of the instance at {@code container}, numbered from 1. */
    record Repetition(String container, int number) {}

    /** The repetitions in which the path lies, from the innermost. */
    static List<Repetition> repetitionsAround(String path) {
        List<Repetition> around = new ArrayList<>(1);
        for (int open = path.lastIndexOf('['); open >= 0; open = path.lastIndexOf('[', open - 1)) {
            around.add(new Repetition(path.substring(0, open), number(path, open)));
        }
        return around;
    }

    private static int number(String path, int open) {
        return Integer.parseInt(path.substring(open + 1, path.indexOf(']', open)));
    }

    /** Number of the innermost iteration in the path; 0 if it is in none. */
    static int innermostIteration(String path) {
        int open = path.lastIndexOf('[');
        return open < 0 ? 0 : number(path, open);
    }

    /** The iteration of {@code container} in which {@code path} lies; 0 if it does not lie inside. */
    public static int iterationAround(String container, String path) {
        int open = container.length();
        if (path.length() <= open || path.charAt(open) != '[' || !path.startsWith(container)) {
            return 0;
        }
        return number(path, open);
    }
}
