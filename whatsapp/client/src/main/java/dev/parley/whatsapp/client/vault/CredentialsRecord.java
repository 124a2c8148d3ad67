package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.StoredCredentials;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// The one entry with the device's own keys and account.
public final class CredentialsRecord {
    private static final String NAME = "self";

    private final Transaction transaction;

    CredentialsRecord(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<Credentials> read() {
        return Records.parse(transaction, EntryKind.CREDENTIALS, NAME, StoredCredentials.parser())
                .map(CredentialsRecord::fromStored);
    }

    public void write(Credentials credentials) {
        transaction.write(EntryKind.CREDENTIALS, NAME, toStored(credentials).toByteArray());
    }

    private static Credentials fromStored(StoredCredentials stored) {
        return new Credentials(
                keyPair(stored.getNoisePrivateKey(), stored.getNoisePublicKey()),
                keyPair(stored.getIdentityPrivateKey(), stored.getIdentityPublicKey()),
                stored.getRegistrationId(),
                stored.getSignedPreKeyId(),
                Bytes.wrap(stored.getAdvSecret().toByteArray()),
                stored.hasAccount() ? Optional.of(account(stored)) : Optional.empty());
    }

    private static Account account(StoredCredentials stored) {
        try {
            return new Account(
                    Jid.parse(stored.getPn()).orElseThrow(),
                    Jid.parse(stored.getLid()).orElseThrow(),
                    ADVSignedDeviceIdentity.parseFrom(stored.getAccount()),
                    stored.getPlatform(),
                    stored.getLidMigrated());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored account is not readable", e);
        }
    }

    private static StoredCredentials toStored(Credentials credentials) {
        StoredCredentials.Builder stored = StoredCredentials.newBuilder()
                .setNoisePrivateKey(secret(credentials.noiseKey()))
                .setNoisePublicKey(open(credentials.noiseKey()))
                .setIdentityPrivateKey(secret(credentials.identityKey()))
                .setIdentityPublicKey(open(credentials.identityKey()))
                .setRegistrationId(credentials.registrationId())
                .setSignedPreKeyId(credentials.signedPreKeyId())
                .setAdvSecret(ByteString.copyFrom(credentials.advSecret().toByteArray()));
        credentials
                .account()
                .ifPresent(account -> stored.setPn(account.pn().toString())
                        .setLid(account.lid().toString())
                        .setAccount(account.identity().toByteString())
                        .setPlatform(account.platform())
                        .setLidMigrated(account.lidMigrated()));
        return stored.build();
    }

    private static KeyPair keyPair(ByteString privateKey, ByteString publicKey) {
        return new KeyPair(PrivateKey.of(privateKey.toByteArray()), PublicKey.of(publicKey.toByteArray()));
    }

    private static ByteString secret(KeyPair pair) {
        return ByteString.copyFrom(pair.privateKey().bytes());
    }

    private static ByteString open(KeyPair pair) {
        return ByteString.copyFrom(pair.publicKey().bytes());
    }
}
