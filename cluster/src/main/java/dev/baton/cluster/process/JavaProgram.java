package dev.baton.cluster.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java program to start: the JVM that this one runs on, with the options that the launcher gave it.
 *
 * @param options further options of the JVM
 */
public record JavaProgram(String classPath, String mainClass, List<String> options, List<String> arguments) {

    /** The launcher's options of the JVM, one a line. */
    private static final String LAUNCHER_OPTIONS = "baton.jvm.options";

    /** The options of a program that does little: it starts fast and stays small. */
    public static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    public JavaProgram {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /** Baton itself, with the arguments of its command line. */
    public static JavaProgram baton(List<String> options, List<String> arguments) {
        List<String> all = new ArrayList<>(System.getProperty(LAUNCHER_OPTIONS, "")
                .lines()
                .filter(option -> !option.isBlank())
                .toList());
        all.addAll(options);
        return new JavaProgram(System.getProperty("java.class.path"), "dev.baton.cluster.Main", all, arguments);
    }

    /** Another main class of this distribution. */
    public static JavaProgram of(Class<?> main, List<String> options, List<String> arguments) {
        return new JavaProgram(System.getProperty("java.class.path"), main.getName(), options, arguments);
    }

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
