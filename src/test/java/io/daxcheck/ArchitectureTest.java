package io.daxcheck;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.daxcheck.cli.Main;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.source.OneLine;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keeps the directions that src/docs/architecture.md lays down. */
class ArchitectureTest {
    private static final String[] PACKAGES = {"kernel", "host", "source", "stack", "diagnosis", "report", "fleet", "cli"
    };

    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    private static String[] packages(String... names) {
        String[] identifiers = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            identifiers[i] = "io.daxcheck." + names[i] + "..";
        }
        return identifiers;
    }

    /** Classes of this program outside of these packages. */
    private static DescribedPredicate<JavaClass> oursOutside(String... names) {
        return resideInAPackage("io.daxcheck..").and(doNot(resideInAnyPackage(packages(names))));
    }

    private static void mayImport(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        System.arraycopy(others, 0, allowed, 0, others.length);
        allowed[others.length] = name;
        noClasses()
                .that()
                .resideInAPackage("io.daxcheck." + name + "..")
                .should()
                .dependOnClassesThat(oursOutside(allowed))
                .check(MAIN);
    }

    @Test
    void everyClassIsInOneOfThePackages() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : MAIN) {
            found.add(type.getPackageName());
        }
        Set<String> expected = new TreeSet<>();
        for (String name : PACKAGES) {
            expected.add("io.daxcheck." + name);
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void kernelImportsNothingOfOurs() {
        mayImport("kernel");
    }

    @Test
    void hostImportsKernel() {
        mayImport("host", "kernel");
    }

    @Test
    void sourceImportsTheFacts() {
        mayImport("source", "host", "kernel");
    }

    @Test
    void stackImportsTheFactsAndNotWhereTheyAreRead() {
        mayImport("stack", "host", "kernel");
    }

    @Test
    void diagnosisImportsTheStackAndNotWhereFactsAreRead() {
        mayImport("diagnosis", "stack", "host", "kernel");
    }

    /** One class of source is for everybody: what makes a hostile name fit for a terminal. */
    @Test
    void reportImportsWhatItReportsAndOneLine() {
        noClasses()
                .that()
                .resideInAPackage("io.daxcheck.report..")
                .should()
                .dependOnClassesThat(oursOutside("report", "diagnosis", "stack", "host", "kernel")
                        .and(doNot(type(OneLine.class))))
                .check(MAIN);
    }

    @Test
    void fleetImportsAllButTheCommands() {
        mayImport("fleet", "report", "diagnosis", "stack", "source", "host", "kernel");
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.daxcheck.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void onlyTheCommandsSeePicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.daxcheck.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(MAIN);
    }

    @Test
    void onlySourceOpensFilesAndStartsPrograms() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.daxcheck.source..")
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Output")
                .and()
                // Run by the build alone.
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.ShareFiles")
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Rehearsal")
                .and()
                // Standard output, by its file descriptor.
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Environment")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.file\\.(Files|FileSystems?)|java\\.nio\\.channels\\..*"
                        + "|java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)"
                        + "|java\\.lang\\.(ProcessBuilder|Process)|java\\.net\\..*")
                .check(MAIN);
    }

    @Test
    void onlyEnvironmentKnowsTheStandardStreamsAndTheVariables() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Environment")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .callMethod(System.class, "getenv")
                .check(MAIN);
    }

    @Test
    void noRegularExpressions() {
        DescribedPredicate<JavaAccess<?>> hidden =
                DescribedPredicate.describe("a method of String that compiles a regular expression", access -> {
                    String name = access.getTarget().getName();
                    return access.getTargetOwner().isEquivalentTo(String.class)
                            && (name.equals("split")
                                    || name.equals("matches")
                                    || name.startsWith("replaceAll")
                                    || name.equals("replaceFirst"));
                });
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .orShould()
                .accessTargetWhere(hidden)
                .check(MAIN);
    }

    /** What differs between kernels is a row of KernelBehaviour. */
    @Test
    void onlyKernelMakesVersions() {
        DescribedPredicate<JavaAccess<?>> made = DescribedPredicate.describe(
                "a literal KernelVersion",
                access -> access.getTargetOwner().isEquivalentTo(KernelVersion.class)
                        && Set.of("<init>", "of", "candidate")
                                .contains(access.getTarget().getName()));
        noClasses()
                .that()
                .resideOutsideOfPackage("io.daxcheck.kernel..")
                .should()
                .accessTargetWhere(made)
                .check(MAIN);
    }

    @Test
    void exceptionsOfReadingEndInSource() {
        noClasses()
                .that()
                .resideInAnyPackage(packages("kernel", "host", "stack", "diagnosis"))
                .should()
                .dependOnClassesThat(assignableTo(java.io.IOException.class))
                .check(MAIN);
    }

    @Test
    void classesOfFactsAreRecordsEnumsOrInterfaces() {
        classes()
                .that()
                .resideInAPackage("io.daxcheck.host..")
                .and()
                .areNotInterfaces()
                .and()
                .areNotAssignableTo(Throwable.class)
                .should()
                .beAssignableTo(Record.class)
                .orShould()
                .beEnums()
                .check(MAIN);
    }
}
