package dev.baton.cluster;

import dev.baton.cluster.bench.BenchCommand;
import dev.baton.cluster.bench.Training;
import dev.baton.cluster.cli.BatonCommand;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.demo.DemoCommand;
import dev.baton.cluster.example.ExampleCommand;
import dev.baton.cluster.node.ServerCommand;
import dev.baton.cluster.nodesdemo.ClusterDemoCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The program: a server, or a client of one. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String verb = arguments.length == 0 ? "" : arguments[0];
        System.exit(
                switch (verb) {
                    case "server" -> server(new ServerCommand.Server(), arguments);
                    case "dev" -> server(new ServerCommand.Dev(), arguments);
                    case "train" -> train();
                    default -> client(arguments);
                });
    }

    private static int server(Object command, String[] arguments) {
        return new CommandLine(command).execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static int client(String[] arguments) {
        Console console = Console.ofProcess();
        List<Object> further =
                List.of(new DemoCommand(console), new ExampleCommand(console), new BenchCommand(console));
        return BatonCommand.run(console, further, List.of(new ClusterDemoCommand(console)), arguments);
    }

    /** For the launcher, after a build. */
    private static int train() throws IOException, InterruptedException {
        Training.run(arguments -> server(new ServerCommand.Server(), arguments));
        return 0;
    }
}
