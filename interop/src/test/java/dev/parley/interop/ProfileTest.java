package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.client.contact.About;
import dev.parley.whatsapp.client.contact.Picture;
import dev.parley.whatsapp.client.contact.PictureSize;
import dev.parley.whatsapp.client.event.PrivacySettings.Setting;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pictures, abouts, blocked people and privacy: our engine and Baileys as two companions of Ada's account, and what
/// both see of Grace.
class ProfileTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static SimulatedPhone ada;
    private static SimulatedPhone grace;
    private static Engine engine;
    private static BaileysAgent baileys;

    @BeforeAll
    static void link() {
        ada = stage.phone("Ada");
        grace = stage.phone("Grace");
        engine = stage.engine();
        engine.link(ada);
        baileys = stage.linked(ada);
        // Baileys blocks only people whose two names it knows.
        baileys.awaitContent(grace.send(ada.phone(), "hello"));
    }

    @Test
    void bothSeeThePictureOfAPerson() {
        String id = grace.profile().picture(new byte[] {1, 2, 3});

        Picture seen = engine.client().contacts().picture(grace.lid(), PictureSize.FULL, Optional.empty());
        String url = baileys.call("profilePictureUrl", grace.lid().toString(), "image")
                .stringValue();

        assertThat(seen).isInstanceOfSatisfying(Picture.Found.class, found -> {
            assertThat(found.id()).isEqualTo(id);
            assertThat(found.url().toString()).isEqualTo(url);
        });
    }

    @Test
    void whatBaileysWritesAboutItselfIsSeen() {
        baileys.call("updateProfileStatus", "at the lake");

        About about = engine.client().contacts().about(Jid.pn(ada.phone()));

        assertThat(about)
                .isInstanceOfSatisfying(
                        About.Known.class, known -> assertThat(known.text()).isEqualTo("at the lake"));
    }

    @Test
    void whomOneSideBlocksIsBlockedOnTheOther() {
        baileys.call("updateBlockStatus", grace.lid().toString(), "block");
        engine.await(
                StoredEvent.BlocklistChanged.class,
                changed -> changed.blocked().stream()
                        .anyMatch(person -> person.lid().equals(Optional.of(grace.lid()))));

        engine.client().contacts().unblock(grace.lid());
        baileys.awaitTold(
                "blocklist.update", update -> update.path("type").asString().equals("remove"));
        assertThat(baileys.call("fetchBlocklist").size()).isZero();

        engine.client().contacts().block(grace.lid());
        baileys.awaitTold(
                "blocklist.update", update -> update.path("type").asString().equals("add"));
        assertThat(baileys.call("fetchBlocklist").get(0).asString())
                .isEqualTo(grace.lid().toString());
        engine.client().contacts().unblock(grace.lid());
    }

    @Test
    void whatOneSideChangesInThePrivacyTheOtherSees() {
        baileys.call("updateLastSeenPrivacy", "contacts");
        engine.await(
                StoredEvent.PrivacyChanged.class,
                changed -> changed.settings().value(Setting.LAST_SEEN).equals(Optional.of("contacts")));

        engine.client().contacts().setPrivacy(Setting.READ_RECEIPTS, "none");
        assertThat(baileys.call("fetchPrivacySettings", true)
                        .path("readreceipts")
                        .asString())
                .isEqualTo("none");
        engine.client().contacts().setPrivacy(Setting.READ_RECEIPTS, "all");
    }
}
