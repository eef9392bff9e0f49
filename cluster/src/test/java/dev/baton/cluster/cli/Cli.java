package dev.baton.cluster.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a verb as the program does, and keeps what it wrote. */
record Cli(int exitCode, String out, String err) {

    static Cli run(String... arguments) {
        return runWithInput("", arguments);
    }

    static Cli runWithInput(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exitCode = BatonCommand.run(console, arguments);
        return new Cli(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Cli against(StubServer server, String... arguments) {
        return againstWithInput(server, "", arguments);
    }

    static Cli againstWithInput(StubServer server, String input, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--server");
        all.add(server.url());
        return runWithInput(input, all.toArray(String[]::new));
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
