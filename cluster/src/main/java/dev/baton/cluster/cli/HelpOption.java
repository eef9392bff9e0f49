package dev.baton.cluster.cli;

import picocli.CommandLine.Option;

/** {@code --help}, which every verb and every group of verbs has. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean wanted;
}
