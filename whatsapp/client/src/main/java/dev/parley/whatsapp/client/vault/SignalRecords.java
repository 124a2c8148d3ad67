package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.SessionRecord;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.signal.SignalStore;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// Signal's view of a device's records, and how WhatsApp's devices are named in it.
public final class SignalRecords implements SignalStore {
    /// Keeps a LID apart from a phone number with the same digits (messaging.md section 1.8).
    private static final String LID_SUFFIX = "_1";

    private final Transaction transaction;

    SignalRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    /// The address of a device of a person.
    public static SignalAddress address(Jid device) {
        return new SignalAddress(device.isLid() ? device.user() + LID_SUFFIX : device.user(), device.device());
    }

    @Override
    public KeyPair ownIdentity() {
        return credentials().identityKey();
    }

    @Override
    public int registrationId() {
        return credentials().registrationId();
    }

    @Override
    public Optional<KeyPair> signedPreKey(int id) {
        return preKeys().readSigned(id).map(SignedPreKey::keyPair);
    }

    @Override
    public Optional<KeyPair> preKey(int id) {
        return preKeys().read(id);
    }

    @Override
    public void removePreKey(int id) {
        preKeys().remove(id);
    }

    @Override
    public Optional<SessionRecord> session(SignalAddress address) {
        return transaction.read(EntryKind.SESSION, address.toString()).map(SessionRecord::parse);
    }

    @Override
    public void storeSession(SignalAddress address, SessionRecord record) {
        transaction.write(EntryKind.SESSION, address.toString(), record.toByteArray());
    }

    /// Takes the session out of use: the next message needs a new one, late ones still decrypt.
    public void closeSession(SignalAddress address) {
        session(address).ifPresent(record -> storeSession(address, record.closed()));
    }

    /// Whether a message to this address can be encrypted now.
    public boolean hasSession(SignalAddress address) {
        return session(address).filter(SessionRecord::hasCurrent).isPresent();
    }

    @Override
    public Optional<PublicKey> identity(SignalAddress address) {
        return transaction.read(EntryKind.IDENTITY, address.toString()).map(PublicKey::of);
    }

    /// Forgets the identity: the next one is trusted at first use.
    public void removeIdentity(SignalAddress address) {
        transaction.delete(EntryKind.IDENTITY, address.toString());
    }

    @Override
    public void storeIdentity(SignalAddress address, PublicKey identityKey) {
        transaction.write(EntryKind.IDENTITY, address.toString(), identityKey.bytes());
    }

    /// Moves what is known of a device from its phone number to its LID, once both are known to be one person
    /// (messaging.md section 3.3): sessions under both names are kept, the LID's in front.
    public void moveToLid(Jid pnDevice, Jid lidDevice) {
        SignalAddress from = address(pnDevice);
        SignalAddress to = address(lidDevice);
        session(from).ifPresent(moved -> {
            storeSession(to, session(to).map(kept -> kept.withArchived(moved)).orElse(moved));
            transaction.delete(EntryKind.SESSION, from.toString());
        });
        identity(from).ifPresent(moved -> {
            if (identity(to).isEmpty()) {
                storeIdentity(to, moved);
            }
            transaction.delete(EntryKind.IDENTITY, from.toString());
        });
    }

    private Credentials credentials() {
        return new CredentialsRecord(transaction)
                .read()
                .orElseThrow(() -> new IllegalStateException("the device has no credentials"));
    }

    private PreKeyRecords preKeys() {
        return new PreKeyRecords(transaction);
    }
}
