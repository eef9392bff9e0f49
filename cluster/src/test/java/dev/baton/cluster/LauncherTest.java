package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, run by bash in a made-up home with made-up JDKs that say how they were called. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {

    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "readlink",
            "dirname",
            "find",
            "head",
            "tail",
            "sed",
            "cat",
            "rm",
            "mkdir",
            "mv",
            "cksum",
            "tr",
            "grep",
            "sleep",
            "awk",
            "tee");

    @TempDir
    private Path temporary;

    private Path home = Path.of("");
    private Path tools = Path.of("");
    private Path jdks = Path.of("");
    private final Map<String, String> environment = new TreeMap<>();

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(temporary.resolve("a home with spaces"));
        tools = Files.createDirectories(temporary.resolve("bin"));
        jdks = Files.createDirectories(temporary.resolve("some jdks"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), onPath(tool));
        }
        Files.copy(sources().resolve("baton"), home.resolve("baton"));
        assertThat(home.resolve("baton").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(home.resolve("cluster/src/main/java"));
        write(home.resolve("cluster/src/main/java/Some.java"), "class Some {}");
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("cluster/pom.xml"), "<project/>");
        write(home.resolve("cluster/target/baton/lib/b.jar"), "");
        write(home.resolve("cluster/target/baton/lib/a.jar"), "");
        write(home.resolve("cluster/target/baton/built"), "");
        Files.setLastModifiedTime(home.resolve("cluster/target/baton/built"), inFuture());
        environment.put("PATH", tools.toString());
        environment.put("HOME", temporary.resolve("nobody").toString());
        environment.put("BATON_JDK_PLACES", jdks.toString());
    }

    @Test
    void withoutAnyJdkItSaysWhatToDo() throws Exception {
        Outcome outcome = launch("run", "list");

        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("no JDK 21 or newer", "What to do:", "JAVA_HOME");
    }

    @Test
    void aJdkThatIsTooOldIsNamed() throws Exception {
        jdk("old", "17.0.15");
        environment.put("JAVA_HOME", jdks.resolve("old").toString());

        Outcome outcome = launch("run", "list");

        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).contains(jdks.resolve("old") + ", which is not one", "The newest found is JDK 17");
    }

    @Test
    void theNewestJdkIsTaken() throws Exception {
        jdk("a", "21.0.4");
        jdk("b", "25.0.1");
        jdk("c", "1.8.0_412");

        assertThat(launch("run", "list").out()).startsWith("JDK 25.0.1\n");
    }

    @Test
    void javaHomeGoesFirstIfItIsNewEnough() throws Exception {
        jdk("a", "21.0.4");
        jdk("b", "25.0.1");
        environment.put("JAVA_HOME", jdks.resolve("a").toString());

        assertThat(launch("run", "list").out()).startsWith("JDK 21.0.4\n");
    }

    @Test
    void aJavaHomeThatLeadsNowhereIsNamedAndAnotherJdkIsTaken() throws Exception {
        jdk("a", "21.0.4");
        environment.put("JAVA_HOME", jdks.resolve("gone").toString());

        Outcome outcome = launch("run", "list");

        assertThat(outcome.out()).startsWith("JDK 21.0.4\n");
        assertThat(outcome.err())
                .isEqualTo("baton: there is no JDK at JAVA_HOME, " + jdks.resolve("gone") + "; " + jdks.resolve("a")
                        + " is taken.\n");
    }

    @Test
    void aJavaHomeThatIsTooOldGivesWayInSilence() throws Exception {
        jdk("a", "21.0.4");
        jdk("old", "17.0.15");
        environment.put("JAVA_HOME", jdks.resolve("old").toString());

        Outcome outcome = launch("run", "list");

        assertThat(outcome.out()).startsWith("JDK 21.0.4\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aFolderWithoutCompilerIsNoJdk() throws Exception {
        jdk("a", "21.0.4");
        jdk("b", "25.0.1");
        Files.delete(jdks.resolve("b/bin/javac"));

        assertThat(launch("run", "list").out()).startsWith("JDK 21.0.4\n");
    }

    @Test
    void theJdkOfThePathIsFoundThroughItsLinks() throws Exception {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        jdk(elsewhere.resolve("jdk"), "23");
        Files.createSymbolicLink(tools.resolve("java"), elsewhere.resolve("jdk/bin/java"));

        assertThat(launch("run", "list").out()).startsWith("JDK 23\n");
    }

    @Test
    void argumentsAndTheExitCodePassThrough() throws Exception {
        jdk("a", "21.0.4");
        environment.put("TEST_EXIT_CODE", "7");

        Outcome outcome = launch("run", "start", "w", "--input", "{\"a b\": \"*\"}", "");

        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out())
                .contains(
                        "dev.baton.cluster.Main\nrun\nstart\nw\n--input\n{\"a b\": \"*\"}\n\n",
                        "-Dbaton.home=" + home + "\n",
                        home + "/cluster/target/baton/lib/a.jar:" + home + "/cluster/target/baton/lib/b.jar\n");
    }

    @Test
    void flagsAreOnlyGivenToJdksThatKnowThem() throws Exception {
        jdk("a", "21.0.4");
        assertThat(launch("run", "list").out())
                .contains("--enable-native-access=ALL-UNNAMED")
                .doesNotContain("--sun-misc-unsafe-memory-access", "AOT");

        jdk("b", "25.0.1");
        assertThat(launch("run", "list").out()).contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void itWorksThroughASymbolicLinkFromAnyFolder() throws Exception {
        jdk("a", "21.0.4");
        Path relative = Files.createDirectories(temporary.resolve("links/deep"));
        Files.createSymbolicLink(relative.resolve("first"), Path.of("../../a home with spaces/baton"));
        Files.createSymbolicLink(relative.resolve("second"), Path.of("first"));

        assertThat(run(relative.resolve("second").toString(), "run", "list").out())
                .contains("-Dbaton.home=" + home + "\n");
    }

    @Test
    void newerSourcesAreBuiltFirstWithTheSameJdk() throws Exception {
        jdk("a", "21.0.4");
        maven("echo \"Maven $* with $JAVA_HOME\" >&2; mkdir -p cluster/target/baton/lib", 0);
        Files.setLastModifiedTime(home.resolve("cluster/target/baton/built"), FileTime.from(Instant.EPOCH));

        Outcome outcome = launch("run", "list");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEqualTo("Building Baton with JDK 21 ...\n");
        assertThat(Files.readString(home.resolve("target/build.log"))).contains("package", "with " + jdks.resolve("a"));
        assertThat(launch("run", "list").err()).isEmpty();
    }

    @Test
    void whatABuildComplainsAboutIsShown() throws Exception {
        jdk("a", "21.0.4");
        maven("echo '[INFO] noise'; echo '[ERROR] Some.java:[1,7] is wrong'", 1);
        Files.delete(home.resolve("cluster/target/baton/built"));

        Outcome outcome = launch("run", "list");

        assertThat(outcome.exitCode()).isEqualTo(70);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("the build failed", "Some.java:[1,7] is wrong")
                .doesNotContain("noise");
        assertThat(home.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void withoutMavenItSaysWhatToDo() throws Exception {
        jdk("a", "21.0.4");
        Files.delete(home.resolve("cluster/target/baton/built"));

        Outcome outcome = launch("run", "list");

        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).contains("'mvn' is not on the PATH", "What to do:");
    }

    @Test
    void aLockWhoseOwnerDiedDoesNotHoldUpABuild() throws Exception {
        jdk("a", "21.0.4");
        maven(":", 0);
        Files.delete(home.resolve("cluster/target/baton/built"));
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        write(home.resolve("target/build.lock"), Long.toString(ended.pid()));

        assertThat(launch("run", "list").exitCode()).isZero();
    }

    @Test
    void aFailedTrainingIsRememberedAndNeverBreaksAStart() throws Exception {
        jdk("a", "25.0.1");
        environment.put("TEST_TRAINING_FAILS", "yes");

        Outcome first = launch("dev");
        Outcome second = launch("dev");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).contains("Preparing fast starts");
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).doesNotContain("AOTCache");
    }

    @Test
    void aTrainedCacheIsUsedByLaterStarts() throws Exception {
        jdk("a", "25.0.1");

        assertThat(launch("dev").out()).contains("-XX:AOTCache=" + home);
        Outcome client = launch("run", "list");
        assertThat(client.out()).contains("-XX:AOTCache=" + home);
        assertThat(client.err()).isEmpty();
        environment.put("BATON_AOT", "off");
        assertThat(launch("dev").out()).doesNotContain("-XX:AOTCache=");
    }

    @Test
    void testsEndWithTheTotalsOfTheirRunners() throws Exception {
        jdk("a", "21.0.4");
        maven("""
                echo "Maven $*"
                echo '[INFO] --- surefire:3.5.6:test (default-test) @ actors ---'
                echo '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s -- in dev.baton.SomeTest'
                echo '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0'
                echo '[INFO] --- failsafe:3.5.6:integration-test (default) @ cluster ---'
                echo '[ERROR] Tests run: 12, Failures: 1, Errors: 2, Skipped: 3'
                echo '[INFO] BUILD FAILURE'""", 1);

        Outcome outcome = launch("test", "--all");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("-Pall", "verify");
        assertThat(outcome.out().lines().toList())
                .endsWith(
                        "Test totals by module:",
                        "  actors                   Tests run: 4, Failures: 0, Errors: 0, Skipped: 0",
                        "  cluster                  Tests run: 12, Failures: 1, Errors: 2, Skipped: 3",
                        "Tests run: 16, Failures: 1, Errors: 2, Skipped: 3");
    }

    private Outcome launch(String... arguments) throws IOException, InterruptedException {
        return run(home.resolve("baton").toString(), arguments);
    }

    private Outcome run(String launcher, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(temporary, "out", "");
        Path err = Files.createTempFile(temporary, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Outcome(exitCode, Files.readString(out), Files.readString(err));
    }

    private void jdk(String name, String version) throws IOException {
        jdk(jdks.resolve(name), version);
    }

    /** A java that prints its version and arguments, one a line, and writes the cache that a training run would. */
    private static void jdk(Path folder, String version) throws IOException {
        write(folder.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(folder.resolve("bin/java"), "#!/usr/bin/env bash\necho 'JDK " + version + "'\n" + """
                        for argument in "$@"; do
                          printf '%s\\n' "$argument"
                          case $argument in
                            -XX:AOTCacheOutput=*)
                              if [ -n "${TEST_TRAINING_FAILS-}" ]; then exit 1; fi
                              printf cache > "${argument#*=}"
                              exit 0 ;;
                          esac
                        done
                        exit "${TEST_EXIT_CODE-0}"
                        """);
        executable(folder.resolve("bin/javac"), "#!/usr/bin/env bash\n");
    }

    private void maven(String does, int exitCode) throws IOException {
        executable(tools.resolve("mvn"), "#!/usr/bin/env bash\n" + does + "\nexit " + exitCode + "\n");
    }

    private static void executable(Path file, String text) throws IOException {
        write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static FileTime inFuture() {
        return FileTime.from(Instant.now().plusSeconds(60));
    }

    private static Path onPath(String tool) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return Path.of(folder, tool);
            }
        }
        throw new AssertionError("no " + tool + " on the PATH");
    }

    /** The folder of the launcher: tests run in the folder of their module. */
    private static Path sources() {
        return Path.of("..").toAbsolutePath().normalize();
    }
}
