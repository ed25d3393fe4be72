package io.antidistill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.antidistill");

    @Test
    void whatLearnsAndDecidesKnowsNothingOfTopics() {
        noClasses()
                .that()
                .resideInAnyPackage("..student..", "..probe..", "..control..", "..experiment..", "..task..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.apache.avro..",
                        "io.antidistill.schema..",
                        "io.antidistill.monitor..")
                .check(classes);
    }

    @Test
    void theControllerKnowsNothingButNumbers() {
        noClasses()
                .that()
                .resideInAPackage("io.antidistill.control..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "io.antidistill.control..")
                .check(classes);
    }
}
