package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One example: a folder with {@code agents.yaml}, {@code workflow.yaml}, the {@code data} of the agents and the
 * {@code cases} to play. Its agents are the main class {@code Agents} of a package that is named like the folder, or programs
 * out of npm in the folder {@code agents}.
 */
record Example(Path folder) {

    /** The addresses at which {@code agents.yaml} expects the agents. */
    private static final Pattern USUAL_ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(92\\d\\d)/");

    private static final String PARTNER = "partner";
    private static final String PACKAGE = "dev.baton.examples.";

    /** Those that lie in the folder of examples, by name. */
    static List<Example> all(Path examples) throws IOException {
        try (Stream<Path> folders = Files.list(examples)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("cases")))
                    .sorted()
                    .map(Example::new)
                    .toList();
        }
    }

    String name() {
        return String.valueOf(folder.getFileName());
    }

    /** What its README calls it. */
    String title() throws IOException {
        return Files.readAllLines(folder.resolve("README.md")).getFirst().replaceFirst("^# ", "");
    }

    /** The main class of its agents. */
    String agents() {
        String above = name().equals(PARTNER) ? new Example(folder.resolve("..").normalize()).agentsPackage() : "";
        return PACKAGE + above + agentsPackage() + "Agents";
    }

    private String agentsPackage() {
        return name().replace("-", "") + ".";
    }

    Path data() {
        return folder.resolve("data");
    }

    /** Another organisation, with agents and workflows of its own on a server of its own. */
    Optional<Example> partner() {
        Path partner = folder.resolve(PARTNER);
        return Files.isDirectory(partner) ? Optional.of(new Example(partner)) : Optional.empty();
    }

    /** The program that starts agents out of npm, where they are no program of this distribution's. */
    Optional<Path> npm() {
        Path agents = folder.resolve("agents");
        return Files.exists(agents.resolve("package.json")) ? Optional.of(agents) : Optional.empty();
    }

    /** Where agents really listen, each with a slash at the end. */
    @FunctionalInterface
    interface Places {

        /** @param usual the port at which {@code agents.yaml} expects the agent */
        String of(int usual);
    }

    /** What is to be applied, in this order. */
    List<String> definitions(Places places) throws IOException {
        String agents = USUAL_ADDRESS
                .matcher(Files.readString(folder.resolve("agents.yaml")))
                .replaceAll(usual -> Matcher.quoteReplacement(places.of(Integer.parseInt(usual.group(1)))));
        return List.of(agents, Files.readString(folder.resolve("workflow.yaml")));
    }

    /**
     * One run to be made.
     *
     * @param people who decides what, by the id of the step that asks
     * @param killWhenAtWork the server is killed when so many agents are at work; 0 to leave it alone
     */
    record Case(String name, String title, String workflow, JsonNode input, JsonNode people, int killWhenAtWork) {}

    List<Case> cases() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder.resolve("cases"))) {
            files = listed.sorted().toList();
        }
        List<Case> cases = new ArrayList<>();
        for (Path file : files) {
            JsonNode read = Api.JSON.readTree(Files.readString(file));
            cases.add(new Case(
                    String.valueOf(file.getFileName()).replaceFirst("\\.json$", ""),
                    read.path("title").asText(),
                    read.path("workflow").asText(),
                    read.path("input"),
                    read.path("people"),
                    read.path("killWhenAtWork").asInt()));
        }
        return cases;
    }
}
