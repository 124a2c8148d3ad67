package dev.parley.whatsapp.client.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import org.junit.jupiter.api.Test;

/// The addressing table of messaging.md section 3.4.
class MessageStanzaTest {
    private static final Account SELF = new Account(
            Jid.pn("15550001111").withDevice(3),
            Jid.lid("100000000000001").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);
    private static final Jid FRIEND_PN = Jid.pn("15550002222");
    private static final Jid FRIEND_LID = Jid.lid("100000000000002");

    @Test
    void aDirectMessageByLidNamesThePhoneNumber() {
        MessageStanza stanza =
                parse(message().attr("from", FRIEND_LID.withDevice(7)).attr("sender_pn", FRIEND_PN));

        assertThat(stanza.chat()).isEqualTo(FRIEND_LID);
        assertThat(stanza.chatAlias()).contains(FRIEND_PN);
        assertThat(stanza.sender()).isEqualTo(FRIEND_LID.withDevice(7));
        assertThat(stanza.fromMe()).isFalse();
    }

    @Test
    void aDirectMessageByPhoneNumberNamesTheLid() {
        MessageStanza stanza = parse(message().attr("from", FRIEND_PN).attr("sender_lid", FRIEND_LID));

        assertThat(stanza.chat()).isEqualTo(FRIEND_PN);
        assertThat(stanza.chatAlias()).contains(FRIEND_LID);
    }

    @Test
    void aHostedDeviceWritesInThePlainChat() {
        Jid hosted = new Jid("100000000000002", 99, 0, Jid.HOSTED_LID_SERVER);

        MessageStanza stanza = parse(message().attr("from", hosted));

        assertThat(stanza.isDirect()).isTrue();
        assertThat(stanza.chat()).isEqualTo(FRIEND_LID);
        assertThat(stanza.sender()).isEqualTo(FRIEND_LID.withDevice(99));
        assertThat(stanza.from()).as("what receipts go to").isEqualTo(hosted);
    }

    @Test
    void aMessageOfAnOwnDeviceBelongsToItsRecipientsChat() {
        MessageStanza stanza = parse(message()
                .attr("from", SELF.lid().bare())
                .attr("recipient", FRIEND_LID)
                .attr("peer_recipient_pn", FRIEND_PN)
                .attr("sender_pn", SELF.pn().bare()));

        assertThat(stanza.fromMe()).isTrue();
        assertThat(stanza.chat()).isEqualTo(FRIEND_LID);
        assertThat(stanza.chatAlias()).as("never the sender's own name").contains(FRIEND_PN);
    }

    @Test
    void aPeerMessageCountsOnlyFromTheOwnAccount() {
        assertThat(parse(message().attr("from", SELF.pn().bare()).attr("category", "peer"))
                        .peer())
                .isTrue();
        assertThat(parse(message().attr("from", FRIEND_PN).attr("category", "peer"))
                        .peer())
                .isFalse();
    }

    @Test
    void aGroupMessageIsNotDirect() {
        MessageStanza stanza = parse(message()
                .attr("from", Jid.of("123-456", Jid.GROUP_SERVER))
                .attr("participant", FRIEND_LID.withDevice(1)));

        assertThat(stanza.isDirect()).isFalse();
        assertThat(stanza.sender()).isEqualTo(FRIEND_LID.withDevice(1));
    }

    @Test
    void whatLacksIdSenderOrTimeIsNoMessage() {
        assertThat(MessageStanza.parse(
                        Node.of("message").attr("id", "A").attr("t", 1).build(), SELF))
                .isEmpty();
        assertThat(MessageStanza.parse(
                        Node.of("message").attr("from", FRIEND_PN).attr("t", 1).build(), SELF))
                .isEmpty();
        assertThat(MessageStanza.parse(
                        Node.of("message")
                                .attr("from", FRIEND_PN)
                                .attr("id", "A")
                                .build(),
                        SELF))
                .isEmpty();
    }

    private static Node.Builder message() {
        return Node.of("message").attr("id", "A1").attr("t", 1700000000);
    }

    private static MessageStanza parse(Node.Builder node) {
        return MessageStanza.parse(node.build(), SELF).orElseThrow();
    }
}
