package dev.baton.cluster;

import dev.baton.cluster.cli.BatonCommand;
import dev.baton.cluster.cli.Console;
import dev.baton.cluster.node.ServerCommand;
import picocli.CommandLine;

/** The program: a server, or a client of one. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        String verb = arguments.length == 0 ? "" : arguments[0];
        System.exit(
                switch (verb) {
                    case "server" -> server(new ServerCommand.Server(), arguments);
                    case "dev" -> server(new ServerCommand.Dev(), arguments);
                    default -> BatonCommand.run(Console.ofProcess(), arguments);
                });
    }

    private static int server(Object command, String[] arguments) {
        return new CommandLine(command).execute(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
