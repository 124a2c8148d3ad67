package dev.parley.whatsapp.client.pairing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.ClientPairingProps;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of every way to link (connection.md section 6.6): checks what the phone signed, keeps it, and answers.
/// Belongs to the session's steps.
final class PairSuccess {
    private static final Logger log = LoggerFactory.getLogger(PairSuccess.class);

    private final PairingSession session;

    PairSuccess(PairingSession session) {
        this.session = session;
    }

    void accept(Node iq, Node success) {
        try {
            AdvVerifier.Verified verified = session.parts().vault().transact(records -> link(records, success));
            session.linked();
            session.send(PairingSession.result(iq)
                    .child(Node.of("pair-device-sign")
                            .child(Node.of("device-identity")
                                    .attr("key-index", verified.keyIndex())
                                    .content(Bytes.wrap(verified.forReply().toByteArray()))))
                    .build());
        } catch (PairingException e) {
            log.info(
                    "A pair-success was refused with {}{}",
                    e.text(),
                    session.passkeyActive() ? ", after a passkey" : "");
            session.send(Node.of("iq")
                    .attr("to", Jid.SERVER)
                    .attr("type", "error")
                    .attr("id", iq.attrOrEmpty("id"))
                    .child(Node.of("error").attr("code", e.code()).attr("text", e.text()))
                    .build());
            session.flush();
            session.fail(new PairingFailure.ProofMismatch(e.text()));
        }
    }

    private AdvVerifier.Verified link(Records records, Node success) {
        Credentials credentials =
                records.credentials().read().orElseThrow(() -> new IllegalStateException("no credentials"));
        AdvVerifier.Verified verified = AdvVerifier.verify(
                bytes(success, "device-identity"), credentials, session.parts().random());
        Node device = success.child("device").orElseThrow(() -> new PairingException(500, "internal-error"));
        Jid pn = device.jid("jid").filter(Jid::isPn).orElseThrow(() -> new PairingException(500, "internal-error"));
        Jid lid = device.jid("lid").filter(Jid::isLid).orElseThrow(() -> new PairingException(500, "internal-error"));
        String platform =
                success.child("platform").map(node -> node.attrOrEmpty("name")).orElse("");
        records.credentials()
                .write(credentials.withAccount(
                        new Account(pn, lid, verified.identity(), platform, lidMigrated(success))));
        records.lids().learn(lid, pn);
        records.signal()
                .storeIdentity(
                        SignalRecords.address(lid.bare()),
                        PublicKey.of(
                                verified.identity().getAccountSignatureKey().toByteArray()));
        session.parts()
                .consumer()
                .store(new StoredEvent.Paired(
                        pn, lid, platform, success.child("biz").flatMap(biz -> biz.attr("name"))));
        return verified;
    }

    /// Unless the phone says otherwise, chats are addressed by LID, as whatsmeow does.
    private static boolean lidMigrated(Node success) {
        return success.child("client-props")
                .flatMap(Node::bytes)
                .map(bytes -> {
                    try {
                        ClientPairingProps props = ClientPairingProps.parseFrom(bytes.toByteArray());
                        return !props.hasIsChatDbLidMigrated() || props.getIsChatDbLidMigrated();
                    } catch (InvalidProtocolBufferException _) {
                        return true;
                    }
                })
                .orElse(true);
    }

    private static byte[] bytes(Node parent, String tag) {
        return parent.child(tag)
                .flatMap(Node::bytes)
                .map(Bytes::toByteArray)
                .orElseThrow(() -> new PairingException(500, "internal-error"));
    }
}
