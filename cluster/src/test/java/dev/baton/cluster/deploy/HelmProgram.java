package dev.baton.cluster.deploy;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Helm itself, in a process of its own: it is a program in Go that the JVM would load into itself, with its own threads
 * and its own way with signals. Reached by name, since there is none for some machines.
 */
final class HelmProgram {

    /** There is no Helm for this machine. */
    static final int EXIT_MISSING = 3;

    private static final int EXIT_FAILED = 1;
    private static final String KUBERNETES = "1.33.0";

    private HelmProgram() {}

    /** Arguments: folder of the chart, file of values or "-", file to write to. */
    public static void main(String[] arguments) throws Exception {
        try {
            Object helm = Class.forName("com.marcnuri.helm.Helm")
                    .getConstructor(Path.class)
                    .newInstance(Path.of(arguments[0]));
            lint(call(call(helm, "lint"), "strict"));
            Object template = call(helm, "template");
            with(template, "withName", "baton");
            with(template, "withKubeVersion", KUBERNETES);
            if (!arguments[1].equals("-")) {
                template.getClass().getMethod("withValuesFile", Path.class).invoke(template, Path.of(arguments[1]));
            }
            Files.writeString(Path.of(arguments[2]), (String) call(template, "call"));
        } catch (InvocationTargetException refused) {
            Throwable cause = refused.getTargetException();
            System.err.println(cause);
            boolean missing = cause instanceof LinkageError || cause instanceof NoSuchElementException;
            System.exit(missing ? EXIT_MISSING : EXIT_FAILED);
        } catch (ClassNotFoundException missing) {
            System.exit(EXIT_MISSING);
        }
    }

    private static void lint(Object lint) throws ReflectiveOperationException {
        Object result = call(lint, "call");
        if ((Boolean) call(result, "isFailed")) {
            System.err.println((List<?>) call(result, "getMessages"));
            System.exit(EXIT_FAILED);
        }
    }

    private static void with(Object command, String what, String value) throws ReflectiveOperationException {
        command.getClass().getMethod(what, String.class).invoke(command, value);
    }

    private static Object call(Object object, String method) throws ReflectiveOperationException {
        return object.getClass().getMethod(method).invoke(object);
    }
}
