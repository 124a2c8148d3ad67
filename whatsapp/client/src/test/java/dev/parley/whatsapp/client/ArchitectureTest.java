package dev.parley.whatsapp.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The arrows between the engine's packages, which run downwards only.
class ArchitectureTest {
    private static final String ROOT = "dev.parley.whatsapp.";
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.parley.whatsapp");

    @Test
    void theWireKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "noise..", ROOT + "signal..", ROOT + "client..", ROOT + "proto..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.util.concurrent..")
                .check(ENGINE);
    }

    @Test
    void noiseAndSignalKnowNeitherTheWireNorEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "noise..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "wire..", ROOT + "signal..", ROOT + "client..")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "signal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "wire..", ROOT + "noise..", ROOT + "client..")
                .check(ENGINE);
    }

    @Test
    void featuresDoNotKnowTheFacade() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "client.connection..",
                        ROOT + "client.vault..",
                        ROOT + "client.appstate..",
                        ROOT + "client.pairing..",
                        ROOT + "client.prekey..",
                        ROOT + "client.device..",
                        ROOT + "client.media..",
                        ROOT + "client.history..",
                        ROOT + "client.message..",
                        ROOT + "client.content..",
                        ROOT + "client.receipt..",
                        ROOT + "client.presence..",
                        ROOT + "client.contact..",
                        ROOT + "client.call..",
                        ROOT + "client.notification..",
                        ROOT + "client.token..",
                        ROOT + "client.phone..",
                        ROOT + "client.restriction..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(WhatsApp.class, WhatsAppClient.class, Lifecycle.class, StanzaRouter.class)
                .check(ENGINE);
    }

    @Test
    void theVaultIsTheOnlyWayToTheStore() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "client.connection..",
                        ROOT + "client.appstate..",
                        ROOT + "client.pairing..",
                        ROOT + "client.prekey..",
                        ROOT + "client.device..",
                        ROOT + "client.media..",
                        ROOT + "client.history..",
                        ROOT + "client.message..",
                        ROOT + "client.content..",
                        ROOT + "client.receipt..",
                        ROOT + "client.presence..",
                        ROOT + "client.contact..",
                        ROOT + "client.call..",
                        ROOT + "client.notification..",
                        ROOT + "client.token..",
                        ROOT + "client.phone..",
                        ROOT + "client.restriction..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "client.store..")
                .check(ENGINE);
    }

    @Test
    void timeAndRandomnessAreMadeInOnePlace() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(WhatsApp.class)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(ENGINE);
    }

    @Test
    void theEngineKnowsNoSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..")
                .check(ENGINE);
    }
}
