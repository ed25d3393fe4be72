package io.antidistill.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module and which package may know which. */
class ArchitectureTest {
    private static final String[] SCHEMAS = {"io.antidistill.schema..", "io.antidistill.registry.."};
    private static final String[] GENERATOR = {
        "io.antidistill.tokenizer..",
        "io.antidistill.weights..",
        "io.antidistill.model..",
        "io.antidistill.poison..",
        "io.antidistill.derivative..",
        "io.antidistill.sampling..",
        "io.antidistill.engine.."
    };
    private static final String[] STREAMS = {"io.antidistill.streams.."};
    private static final String[] MONITOR_WITHOUT_KAFKA = {
        "io.antidistill.student..",
        "io.antidistill.probe..",
        "io.antidistill.control..",
        "io.antidistill.experiment..",
        "io.antidistill.task.."
    };
    private static final String[] MONITOR = with(MONITOR_WITHOUT_KAFKA, "io.antidistill.monitor..");
    private static final String[] CLI = {"io.antidistill.cli.."};

    private static JavaClasses project;

    @BeforeAll
    static void importProject() {
        project = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.antidistill");
    }

    @Test
    void everyModuleIsLookedAt() {
        for (String[] module : List.of(SCHEMAS, GENERATOR, STREAMS, MONITOR, CLI)) {
            assertThat(project.that(DescribedPredicate.describe("in " + List.of(module), in(module))))
                    .as("classes in %s", List.of(module))
                    .isNotEmpty();
        }
    }

    @Test
    void schemasKnowNoOtherModule() {
        mayNotKnow(SCHEMAS, with(with(with(GENERATOR, STREAMS), MONITOR), CLI));
    }

    @Test
    void generatorKnowsNoOtherModuleAndNeitherKafkaNorAvro() {
        mayNotKnow(
                GENERATOR,
                with(with(with(with(SCHEMAS, STREAMS), MONITOR), CLI), "org.apache.kafka..", "org.apache.avro.."));
    }

    @Test
    void streamsDoNotKnowTheMonitorNorTheCommandLine() {
        mayNotKnow(STREAMS, with(MONITOR, CLI));
    }

    @Test
    void monitorDoesNotKnowStreamsNorTheCommandLine() {
        mayNotKnow(MONITOR, with(STREAMS, CLI));
    }

    @Test
    void studentsProbesControllerAndExperimentsKnowNoKafka() {
        mayNotKnow(
                MONITOR_WITHOUT_KAFKA,
                with(SCHEMAS, "org.apache.kafka..", "org.apache.avro..", "io.antidistill.monitor.."));
    }

    @Test
    void samplingKnowsNoTensors() {
        mayNotKnow(new String[] {"io.antidistill.sampling..", "io.antidistill.control.."}, new String[] {"ai.djl.."});
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.antidistill.(**)").should().beFreeOfCycles().check(project);
    }

    @Test
    void nothingThrowsPlaceholdersOrWritesToStandardOutput() {
        noClasses()
                .should()
                .callConstructorWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(
                        JavaClass.Predicates.assignableTo(UnsupportedOperationException.class))))
                .check(project.that(DescribedPredicate.describe(
                        "are written by hand", c -> !c.getPackageName().equals("io.antidistill.schema"))));
    }

    private static void mayNotKnow(String[] these, String[] those) {
        noClasses()
                .that()
                .resideInAnyPackage(these)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(those)
                .check(project);
    }

    private static java.util.function.Predicate<JavaClass> in(String[] packages) {
        return c -> java.util.Arrays.stream(packages)
                .map(p -> p.substring(0, p.length() - 2))
                .anyMatch(
                        p -> c.getPackageName().equals(p) || c.getPackageName().startsWith(p + "."));
    }

    private static String[] with(String[] some, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(some), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }
}
