package dev.baton.cluster.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The modules form one line, the core is pure, and names say what a class is. */
class ModuleLineTest {

    /** Each may use those after it. */
    private static final List<String> LINE = List.of("cluster", "http", "persistence", "actors", "config");

    private static final String[] CORE = {
        "dev.baton.actors.run..", "dev.baton.actors.pattern..", "dev.baton.actors.schedule.."
    };

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.baton");

    @Test
    void looksAtEveryModule() {
        for (String module : LINE) {
            assertThat(MAIN.stream().filter(type -> type.getPackageName().startsWith("dev.baton." + module)))
                    .as(module)
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    void modulesUseOnlyThoseBelowThem() {
        for (int place = 1; place < LINE.size(); place++) {
            List<String> above = new ArrayList<>();
            LINE.subList(0, place).forEach(module -> above.add("dev.baton." + module + ".."));
            noClasses()
                    .that()
                    .resideInAPackage("dev.baton." + LINE.get(place) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .check(MAIN);
        }
    }

    /** It can be left out of a distribution. */
    @Test
    void theIntentModelStandsBesideTheLineAndNothingRefersToIt() {
        assertThat(MAIN.stream().filter(type -> type.getPackageName().equals("dev.baton.intent")))
                .hasSizeGreaterThan(3);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.baton.intent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.baton.intent..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("dev.baton.intent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.baton.cluster..", "dev.baton.http..", "dev.baton.persistence..")
                .check(MAIN);
    }

    @Test
    void coreKnowsNoActorsNoFilesAndNoThreads() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.pekko..",
                        "scala..",
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.sql..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.lang\\.(Thread|ThreadLocal|Process|Runtime)(\\$.*)?|java\\.util\\.concurrent\\..*")
                .check(MAIN);
    }

    @Test
    void coreReadsNoClockAndThrowsNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|InstantSource)|java\\.security\\.SecureRandom"
                        + "|java\\.util\\.(Random|SplittableRandom|UUID|Timer)|java\\.util\\.random\\..*")
                .orShould()
                .callMethodWhere(describe(
                        "asks for the time or for chance",
                        call -> (call.getTarget().getName().equals("now")
                                        && call.getTargetOwner()
                                                .getPackageName()
                                                .equals("java.time"))
                                || (call.getTargetOwner().isEquivalentTo(System.class)
                                        && call.getTarget()
                                                .getName()
                                                .matches("currentTimeMillis|nanoTime|getenv|getProperty"))
                                || (call.getTargetOwner().isEquivalentTo(Math.class)
                                        && call.getTarget().getName().equals("random"))))
                .check(MAIN);
    }

    @Test
    void onlyTheSettingsReadTheConfiguration() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.baton.config..", "dev.baton.cluster.node..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("dev.baton.cluster..")
                .should()
                .callMethodWhere(readsASetting())
                .because("the node passes the configuration along; only its membership, which is Pekko's, is looked at")
                .check(MAIN);
    }

    private static DescribedPredicate<JavaCall<?>> readsASetting() {
        return describe(
                "reads a setting",
                call -> call.getTargetOwner().isAssignableTo(Config.class)
                        && call.getTarget().getName().matches("get[A-Z].*|has[A-Z].*")
                        && !call.getOrigin().getFullName().startsWith("dev.baton.cluster.node.Node.join("));
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Impl)(\\$.*)?")
                .orShould()
                .haveNameMatching(".*[.$]([A-Za-z]*[a-z])?Base([A-Z].*)?")
                .check(MAIN);
        ArchRule managersAreActors = classes()
                .that()
                .haveSimpleNameEndingWith("Manager")
                .should()
                .resideInAPackage("dev.baton.actors.manager")
                .because("Manager is the word for the actor that owns a run");
        managersAreActors.check(MAIN);
    }

    @Test
    void noServerCodeSleeps() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.baton.config..",
                        "dev.baton.actors..",
                        "dev.baton.persistence..",
                        "dev.baton.http..",
                        "dev.baton.cluster.node..")
                .should()
                .callMethodWhere(describe(
                        "sleeps",
                        call -> call.getTarget().getName().equals("sleep")
                                && (call.getTargetOwner().isEquivalentTo(Thread.class)
                                        || call.getTargetOwner().isEquivalentTo(TimeUnit.class))))
                .because("a sleeping thread starves actors; the client, the demo and the benchmarks have none")
                .check(MAIN);
    }
}
