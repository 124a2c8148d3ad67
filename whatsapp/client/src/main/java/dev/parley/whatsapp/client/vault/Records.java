package dev.parley.whatsapp.client.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// A device's records inside one transaction, by topic. Belongs to the transaction's thread and ends with it.
public final class Records {
    private final Transaction transaction;

    Records(Transaction transaction) {
        this.transaction = transaction;
    }

    public CredentialsRecord credentials() {
        return new CredentialsRecord(transaction);
    }

    public PreKeyRecords preKeys() {
        return new PreKeyRecords(transaction);
    }

    public LidMappings lids() {
        return new LidMappings(transaction);
    }

    public DeviceLists deviceLists() {
        return new DeviceLists(transaction);
    }

    public SignalRecords signal() {
        return new SignalRecords(transaction);
    }

    public SentMessages sentMessages() {
        return new SentMessages(transaction);
    }

    public MessageNotes messageNotes() {
        return new MessageNotes(transaction);
    }

    public ChatTimers chatTimers() {
        return new ChatTimers(transaction);
    }

    public WantedMessages wantedMessages() {
        return new WantedMessages(transaction);
    }

    public RetryCounters retries() {
        return new RetryCounters(transaction);
    }

    public SenderKeyRecords senderKeys() {
        return new SenderKeyRecords(transaction);
    }

    public OwedReceipts owedReceipts() {
        return new OwedReceipts(transaction);
    }

    public PeopleRecords people() {
        return new PeopleRecords(transaction);
    }

    public CallRecords calls() {
        return new CallRecords(transaction);
    }

    public PrivacyTokenRecords privacyTokens() {
        return new PrivacyTokenRecords(transaction);
    }

    public FanOuts fanOuts() {
        return new FanOuts(transaction);
    }

    public SetAside setAside() {
        return new SetAside(transaction);
    }

    public RestrictionRecords restrictions() {
        return new RestrictionRecords(transaction);
    }

    public PhoneSeenRecord phoneSeen() {
        return new PhoneSeenRecord(transaction);
    }

    public MediaRequests mediaRequests() {
        return new MediaRequests(transaction);
    }

    public HistoryTasks history() {
        return new HistoryTasks(transaction);
    }

    public RoutingInfo routingInfo() {
        return new RoutingInfo(transaction);
    }

    /// A person's name in the namespace in which the account addresses direct chats (messaging.md section
    /// 3.2), as far as it is known.
    public Jid addressOf(Jid person) {
        boolean byLid = credentials()
                .read()
                .flatMap(Credentials::account)
                .filter(Account::lidMigrated)
                .isPresent();
        Person names = lids().person(person);
        return byLid ? names.lid().orElse(person.bare()) : names.pn().orElse(person.bare());
    }

    public SyncKeyRecords syncKeys() {
        return new SyncKeyRecords(transaction);
    }

    public CollectionRecords collections() {
        return new CollectionRecords(transaction);
    }

    public SyncIntents syncIntents() {
        return new SyncIntents(transaction);
    }

    /// Forgets the device: it was unlinked.
    public void deleteAll() {
        transaction.deleteAll();
    }

    /// Reads an entry that this engine wrote as `parser`'s message.
    ///
    /// @throws IllegalStateException when it is none: the database was tampered with, or another version
    ///     wrote it
    static <M extends MessageLite> Optional<M> parse(
            Transaction transaction, EntryKind kind, String name, Parser<M> parser) {
        return transaction.read(kind, name).map(bytes -> parse(kind, bytes, parser));
    }

    static <M extends MessageLite> M parse(EntryKind kind, byte[] bytes, Parser<M> parser) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored " + kind.code() + " is not readable", e);
        }
    }
}
