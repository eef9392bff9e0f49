package dev.baton.cluster;

import dev.baton.cluster.cli.BatonCommand;
import dev.baton.cluster.cli.Console;

/** The program. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(BatonCommand.run(Console.ofProcess(), arguments));
    }
}
