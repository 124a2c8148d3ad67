package dev.parley.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.parley.bridge");

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.parley.bridge.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingBelowTheSurfaceKnowsTheWeb() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.parley.bridge", "dev.parley.bridge.rest", "dev.parley.bridge.ws")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..")
                .check(classes);
    }

    @Test
    void onlyTheSeamTouchesTheEnginesClient() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.parley.bridge", "dev.parley.bridge.engine")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.parley\\.whatsapp\\.client\\.WhatsApp(Client)?")
                .check(classes);
    }

    @Test
    void controllersHoldNoSql() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.bridge.rest")
                .and()
                .doNotHaveSimpleName("HealthController")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.jdbc.core..")
                .check(classes);
    }

    @Test
    void timeAndRandomnessComeFromOnePlace() {
        noClasses()
                .that()
                .doNotHaveSimpleName("BridgeApplication")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(classes);
    }
}
