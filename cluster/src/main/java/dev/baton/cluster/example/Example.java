package dev.baton.cluster.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One example: a folder with {@code agents.yaml}, {@code workflow.yaml}, the {@code data} of the agents and the
 * {@code cases} to play. Its agents are the main class {@code Agents} of a package that is named like the folder.
 */
record Example(Path folder) {

    /** The addresses at which {@code agents.yaml} expects the agents. */
    private static final String USUAL_ADDRESS = "http://127\\.0\\.0\\.1:92\\d\\d/";

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

    /** What is to be applied, in this order. @param agents where the agents really listen */
    List<String> definitions(URI agents) throws IOException {
        return List.of(
                Files.readString(folder.resolve("agents.yaml")).replaceAll(USUAL_ADDRESS, agents.toString()),
                Files.readString(folder.resolve("workflow.yaml")));
    }

    /** One run to be made. @param people who decides what, by the id of the step that asks */
    record Case(String name, String title, String workflow, JsonNode input, JsonNode people) {}

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
                    read.path("people")));
        }
        return cases;
    }
}
