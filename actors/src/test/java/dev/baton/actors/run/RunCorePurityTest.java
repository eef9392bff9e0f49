package dev.baton.actors.run;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baton.actors.port.Journaled;
import dev.baton.actors.port.SideWrites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Decisions depend on nothing but their arguments: what the core may use is listed, all else is forbidden. */
final class RunCorePurityTest {

    private static final DescribedPredicate<JavaClass> ALLOWED = JavaClass.Predicates.resideInAnyPackage(
                    "dev.baton.actors.run",
                    "dev.baton.actors.pattern",
                    "dev.baton.actors.definition",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.lang.annotation",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.time",
                    "java.time.format",
                    "com.fasterxml.jackson.databind",
                    "com.fasterxml.jackson.databind.node",
                    "com.fasterxml.jackson.core",
                    "org.pcollections",
                    "org.jspecify.annotations")
            .or(belongToAnyOf(Journaled.class, SideWrites.class));

    private static final Set<String> IMPURE_TYPES = Set.of(
            "java.time.Clock",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.lang.System");

    private static final Set<String> IMPURE_METHODS = Set.of("now", "random", "randomUUID", "shuffle");

    private static final ArchRule USES_ONLY_WHAT_IS_ALLOWED = classes().should().onlyDependOnClassesThat(ALLOWED);

    private static final ArchRule USES_NO_IMPURE_TYPE = noClasses()
            .should()
            .dependOnClassesThat(describe("are impure", type -> IMPURE_TYPES.contains(type.getName())));

    private static final ArchRule CALLS_NO_IMPURE_METHOD = noClasses()
            .should()
            .callMethodWhere(describe("it asks the clock or rolls dice", RunCorePurityTest::impure));

    private static boolean impure(JavaCall<?> call) {
        return IMPURE_METHODS.contains(call.getName())
                && call.getTargetOwner().getPackageName().startsWith("java.");
    }

    @Test
    void theRunCoreAndThePatternsArePure() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.baton.actors.run", "dev.baton.actors.pattern");

        assertThat(core).hasSizeGreaterThan(40);
        USES_ONLY_WHAT_IS_ALLOWED.check(core);
        USES_NO_IMPURE_TYPE.check(core);
        CALLS_NO_IMPURE_METHOD.check(core);
    }

    @Test
    void theRulesNoticeWhatTheyForbid() {
        assertThat(broken(USES_ONLY_WHAT_IS_ALLOWED, ReadsFiles.class)).isTrue();
        assertThat(broken(USES_ONLY_WHAT_IS_ALLOWED, Shares.class)).isTrue();
        assertThat(broken(USES_NO_IMPURE_TYPE, HasClock.class)).isTrue();
        assertThat(broken(USES_NO_IMPURE_TYPE, RollsDice.class)).isTrue();
        assertThat(broken(USES_NO_IMPURE_TYPE, StartsThread.class)).isTrue();
        assertThat(broken(CALLS_NO_IMPURE_METHOD, AsksTheTime.class)).isTrue();
        assertThat(broken(CALLS_NO_IMPURE_METHOD, MakesIds.class)).isTrue();
    }

    private static boolean broken(ArchRule rule, Class<?> type) {
        return rule.evaluate(new ClassFileImporter().importClasses(type)).hasViolation();
    }

    record ReadsFiles(Path path) {
        boolean exists() {
            return Files.exists(path);
        }
    }

    record Shares(ConcurrentHashMap<String, String> map) {}

    record HasClock(Clock clock) {}

    record RollsDice(Random random) {}

    static final class StartsThread {
        void start() {
            new Thread(() -> {}).start();
        }
    }

    static final class AsksTheTime {
        Instant time() {
            return Instant.now();
        }
    }

    static final class MakesIds {
        UUID id() {
            return UUID.randomUUID();
        }
    }
}
