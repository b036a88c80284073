package io.sessionstats.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The package map of the README as a table: a package uses what its line names, and no more. A bare
 * word is a package of ours, a dotted one is Java's or a library's.
 */
class PackageDependenciesTest {

    private static final String ROOT = "io.sessionstats.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.sessionstats");

    private static final List<String> TABLE =
            """
            session        | java.nio java.security
            calendar       | session java.io
            statistics     | session calendar
            ingest         | session usage java.io java.nio com.fasterxml.jackson.core
            ledger         | session calendar statistics java.io java.nio
            pairing        | session calendar ingest usage ledger java.io java.nio
            options        | session calendar usage ingest java.io java.nio
            usage          | session calendar java.io java.math java.nio
            store          | session calendar statistics usage java.io java.nio
            store.postgres | statistics usage store java.io java.nio java.sql javax.sql org.postgresql org.flywaydb com.zaxxer.hikari
            store.postgres.publishing  | session calendar statistics usage store store.postgres java.io java.nio java.sql org.postgresql
            store.postgres.aggregating | session calendar usage store store.postgres java.io java.math java.nio java.security java.sql org.postgresql
            store.postgres.reading     | session calendar statistics store store.postgres store.postgres.aggregating java.io java.sql
            job            | session calendar statistics usage ingest ledger pairing options store store.postgres store.postgres.publishing java.io java.nio org.apache.flink org.apache.kafka.clients org.apache.kafka.common org.slf4j
            api            | session java.io java.nio java.security javax.crypto com.fasterxml.jackson.core com.fasterxml.jackson.databind org.eclipse.jetty io.prometheus.metrics org.slf4j
            serve          | options store api api.deadline api.trro store.postgres store.postgres.reading java.io org.slf4j
            api.deadline   | session calendar usage store api java.io java.nio java.security com.fasterxml.jackson.core com.fasterxml.jackson.databind org.slf4j
            api.trro       | session calendar statistics store api java.io java.nio java.security com.fasterxml.jackson.core com.fasterxml.jackson.databind
            replay         | options java.io java.math java.nio org.apache.kafka.clients org.apache.kafka.common
            local          | session options job serve java.io java.nio java.net com.fasterxml.jackson.core org.apache.flink kafka org.apache.kafka io.zonky.test.db.postgres org.slf4j
            """
                    .lines()
                    .toList();

    @ParameterizedTest
    @MethodSource("table")
    void usesOnlyWhatItsLineNames(String line) {
        String name = name(line);
        String others = line.substring(line.indexOf('|') + 1).strip();
        Stream<String> allowed =
                Stream.concat(
                        Stream.of("java.lang", "java.util", "java.time", ROOT + name),
                        Arrays.stream(others.split(" ", -1))
                                .map(word -> isOurs(word) ? ROOT + word : word));

        classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        allowed.flatMap(PackageDependenciesTest::withSubpackages)
                                .toArray(String[]::new))
                .check(CLASSES);
    }

    /** A library is known to one package, or to those that this line names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            java.sql..            | store.postgres store.postgres.publishing store.postgres.aggregating store.postgres.reading
            javax.sql..           | store.postgres
            org.postgresql..      | store.postgres store.postgres.publishing store.postgres.aggregating
            org.flywaydb..        | store.postgres
            org.apache.flink..    | job local
            org.apache.kafka..    | job replay local
            com.fasterxml..       | ingest local api api.deadline api.trro
            org.eclipse.jetty..   | api
            io.prometheus..       | api
            com.zaxxer..          | store.postgres
            io.zonky..            | local
            """)
    void libraryIsUsedOnlyBy(String library, String users) {
        String[] packages =
                Arrays.stream(users.split(" ", -1)).map(ROOT::concat).toArray(String[]::new);

        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void tableNamesEveryPackageSoThatNoRuleMissesItsTarget() {
        Set<String> packages =
                CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .map(name -> name.substring(ROOT.length()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(table().map(PackageDependenciesTest::name))
                .containsExactlyInAnyOrderElementsOf(packages);
    }

    static Stream<String> table() {
        return TABLE.stream();
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf('|')).strip();
    }

    private static boolean isOurs(String word) {
        return (!word.contains(".") && !word.equals("kafka") && !word.equals("none"))
                || word.startsWith("store.postgres")
                || word.startsWith("api.");
    }

    /** A package of ours stands for itself alone, a library's for all that is under it. */
    private static Stream<String> withSubpackages(String name) {
        return name.startsWith(ROOT) ? Stream.of(name) : Stream.of(name + "..");
    }
}
