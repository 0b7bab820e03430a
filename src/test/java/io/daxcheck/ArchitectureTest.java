package io.daxcheck;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.daxcheck.cli.Main;
import io.daxcheck.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the directions that src/docs/architecture.md lays down. */
class ArchitectureTest {
    private static final String[] REPORTED = {
        "text",
        "kernel",
        "host",
        "stack",
        "stack.pages",
        "finding",
        "rules",
        "mount",
        "diagnosis",
        "plan",
        "report",
        "comparison"
    };
    private static final String[] REPORTED_LIKE_TEXT = {
        "text",
        "kernel",
        "host",
        "stack",
        "stack.pages",
        "finding",
        "rules",
        "mount",
        "diagnosis",
        "plan",
        "report",
        "comparison",
        "report.text"
    };
    private static final String[] FLEET = {
        "text",
        "kernel",
        "host",
        "source",
        "source.tree",
        "source.facts",
        "finding",
        "rules",
        "diagnosis",
        "report",
        "report.data"
    };
    private static final String[] BELOW_COMMANDS = {
        "text",
        "kernel",
        "host",
        "source",
        "source.tree",
        "source.format",
        "source.facts",
        "source.bundle",
        "source.capture",
        "stack",
        "stack.pages",
        "finding",
        "rules",
        "mount",
        "diagnosis",
        "plan",
        "report",
        "comparison",
        "report.text",
        "report.html",
        "report.data",
        "report.reference",
        "fleet"
    };
    private static final String[] ALL = {
        "text",
        "kernel",
        "host",
        "source",
        "source.tree",
        "source.format",
        "source.facts",
        "source.bundle",
        "source.capture",
        "stack",
        "stack.pages",
        "finding",
        "rules",
        "mount",
        "diagnosis",
        "plan",
        "report",
        "comparison",
        "report.text",
        "report.html",
        "report.data",
        "report.reference",
        "fleet",
        "cli"
    };

    /** A package, and those of ours that it may import: the table of src/docs/architecture.md. */
    private record Row(String name, List<String> imports) {
        Row(String name, String... imports) {
            this(name, List.of(imports));
        }
    }

    private static final List<Row> PACKAGES = List.of(
            new Row("text"),
            new Row("kernel"),
            new Row("host", "kernel"),
            new Row("source.tree", "text", "host"),
            new Row("source.format", "text", "kernel", "host", "source.tree"),
            new Row("source.facts", "text", "kernel", "host", "source.tree", "source.format"),
            new Row("source.bundle", "text", "host", "source.tree", "source.format", "source.facts"),
            new Row("source", "text", "host", "source.tree", "source.format", "source.bundle"),
            new Row("source.capture", "text", "host", "source", "source.tree", "source.format", "source.facts"),
            new Row("stack", "text", "host"),
            new Row("stack.pages", "kernel", "host", "stack"),
            new Row("finding", "text", "host"),
            new Row("rules", "text", "kernel", "host", "stack", "stack.pages", "finding"),
            new Row("mount", "text", "kernel", "host", "stack", "stack.pages", "finding", "rules"),
            new Row("diagnosis", "text", "kernel", "host", "stack", "stack.pages", "finding", "rules", "mount"),
            new Row("plan", "text", "kernel", "host", "stack", "stack.pages", "finding", "rules", "mount", "diagnosis"),
            new Row("report", "text", "kernel", "host", "stack", "stack.pages", "finding", "rules", "diagnosis"),
            new Row(
                    "comparison",
                    "text",
                    "kernel",
                    "host",
                    "stack",
                    "stack.pages",
                    "finding",
                    "rules",
                    "mount",
                    "diagnosis",
                    "report"),
            new Row("report.text", REPORTED),
            new Row("report.html", REPORTED_LIKE_TEXT),
            new Row("report.data", REPORTED_LIKE_TEXT),
            new Row("report.reference", REPORTED_LIKE_TEXT),
            new Row("fleet", FLEET),
            new Row("cli", BELOW_COMMANDS),
            new Row("build", ALL));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    private static String identifier(String name) {
        return "io.daxcheck." + name;
    }

    private static String[] identifiers(List<String> names) {
        String[] identifiers = new String[names.size()];
        for (int i = 0; i < identifiers.length; i++) {
            identifiers[i] = identifier(names.get(i));
        }
        return identifiers;
    }

    /** Classes of this program outside of these packages; a package does not include those below it. */
    private static DescribedPredicate<JavaClass> oursOutside(List<String> names) {
        return resideInAPackage("io.daxcheck..").and(doNot(resideInAnyPackage(identifiers(names))));
    }

    @Test
    void everyClassIsInOneOfThePackages() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : MAIN) {
            found.add(type.getPackageName());
        }
        Set<String> expected = new TreeSet<>();
        for (Row row : PACKAGES) {
            expected.add(identifier(row.name()));
        }
        assertThat(found).isEqualTo(expected);
    }

    @TestFactory
    Stream<DynamicTest> aPackageImportsOnlyThoseOfItsRow() {
        return PACKAGES.stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    List<String> allowed = new ArrayList<>(row.imports());
                    allowed.add(row.name());
                    noClasses()
                            .that()
                            .resideInAPackage(identifier(row.name()))
                            .should()
                            .dependOnClassesThat(oursOutside(allowed))
                            .check(MAIN);
                }));
    }

    /** A row may import only rows above it, so there is no circle. */
    @Test
    void importsPointUpwardInTheTable() {
        Set<String> above = new TreeSet<>();
        for (Row row : PACKAGES) {
            assertThat(above).as(row.name()).containsAll(row.imports());
            above.add(row.name());
        }
    }

    @Test
    void onlyTheCommandsSeePicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.daxcheck.cli..", "io.daxcheck.build..")
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
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Output$Temporary")
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.OutputPlace")
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.OutputDirectory")
                .and()
                .resideOutsideOfPackage("io.daxcheck.build..")
                .and()
                // Standard output and standard error, by their file descriptors.
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.Environment")
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.cli.StandardOutput")
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
                .resideInAnyPackage(identifiers(List.of(
                        "text", "kernel", "host", "stack", "stack.pages", "finding", "rules", "mount", "diagnosis")))
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
                .and()
                .doNotHaveFullyQualifiedName("io.daxcheck.host.HostBuilder")
                .should()
                .beAssignableTo(Record.class)
                .orShould()
                .beEnums()
                .check(MAIN);
    }
}
