package dev.parley.whatsapp.client.device;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.LidMigrationMapping;
import dev.parley.whatsapp.proto.LidMigrationMappingSyncPayload;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Jid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The phone tells that the account addresses direct chats by LID from now on, and who has which (messaging.md section
/// 3.1).
public final class LidMigration {
    private static final Logger log = LoggerFactory.getLogger(LidMigration.class);

    private final IdentityMerger identities;

    public LidMigration(IdentityMerger identities) {
        this.identities = identities;
    }

    public void register(PeerMessages peers) {
        peers.fromPrimary(
                ProtocolMessage.Type.LID_MIGRATION_MAPPING_SYNC,
                (records, message, account, _) -> migrate(records, message.content(), account));
    }

    private void migrate(Records records, ProtocolMessage content, Account account) {
        try {
            LidMigrationMappingSyncPayload payload = LidMigrationMappingSyncPayload.parseFrom(
                    content.getLidMigrationMappingSyncMessage().getEncodedMappingPayload());
            payload.getPnToLidMappingsList().forEach(mapping -> learn(records, mapping));
            records.credentials()
                    .read()
                    .ifPresent(credentials ->
                            records.credentials().write(credentials.withAccount(account.withLidMigrated())));
        } catch (InvalidProtocolBufferException _) {
            log.warn("The phone's message about LIDs is not readable");
        }
    }

    private void learn(Records records, LidMigrationMapping mapping) {
        long lid = mapping.getLatestLid() != 0 ? mapping.getLatestLid() : mapping.getAssignedLid();
        if (lid != 0 && mapping.getPn() != 0) {
            identities.learn(
                    records, Jid.lid(Long.toUnsignedString(lid)), Jid.pn(Long.toUnsignedString(mapping.getPn())));
        }
    }
}
