package io.antidistill.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.antidistill.streams");

    @Test
    void packagesDoNotGoRoundInCircles() {
        slices().matching("io.antidistill.streams.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.antidistill.streams.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.antidistill.streams")
                .check(CLASSES);
    }

    @Test
    void policyAndRiskKnowNoKafka() {
        noClasses()
                .that()
                .resideInAnyPackage("io.antidistill.streams.policy..", "io.antidistill.streams.extraction..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }
}
