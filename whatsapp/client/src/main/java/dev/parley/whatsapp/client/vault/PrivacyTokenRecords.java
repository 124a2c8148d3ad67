package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredPrivacyToken;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The privacy tokens that others issued to this account, and when it issued one to them; by LID as soon as
/// that is known.
public final class PrivacyTokenRecords {
    private static final String SALT = "nct-salt";
    /// Is there once the app state has told about the salt.
    private static final String SALT_SETTLED = "nct-salt-settled";

    private final Transaction transaction;

    PrivacyTokenRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    /// A token of somebody.
    public record Token(Bytes bytes, Instant issued) {}

    /// What the person issued to this account; perhaps no longer valid.
    public Optional<Token> theirs(Jid person) {
        return read(name(person)).filter(StoredPrivacyToken::hasToken).map(PrivacyTokenRecords::token);
    }

    /// When this account issued one to the person last.
    public Optional<Instant> ours(Jid person) {
        return read(name(person))
                .filter(StoredPrivacyToken::hasIssued)
                .map(stored -> Instant.ofEpochSecond(stored.getIssued()));
    }

    /// Keeps a token, unless a newer one is kept.
    public void receive(Jid person, Bytes token, Instant issued) {
        boolean newer = theirs(person).map(Token::issued).map(issued::isAfter).orElse(true);
        if (newer) {
            write(
                    name(person),
                    stored(person)
                            .setToken(ByteString.copyFrom(token.toByteArray()))
                            .setTimestamp(issued.getEpochSecond()));
        }
    }

    /// Remembers when this account issued one, unless it did so later.
    public void markIssued(Jid person, Instant time) {
        if (ours(person).map(time::isAfter).orElse(true)) {
            write(name(person), stored(person).setIssued(time.getEpochSecond()));
        }
    }

    /// Remembers that the person has to be issued the same token; once more, if that is under way.
    public void markDue(Jid person) {
        int mark = dueMark(person).orElse(0) + 1;
        transaction.write(
                EntryKind.PRIVACY_TOKEN_DUE,
                name(person),
                ByteBuffer.allocate(Integer.BYTES).putInt(mark).array());
    }

    /// Tells one [#markDue] from another; empty when nothing is due.
    public OptionalInt dueMark(Jid person) {
        return transaction
                .read(EntryKind.PRIVACY_TOKEN_DUE, name(person))
                .map(bytes -> OptionalInt.of(
                        bytes.length == Integer.BYTES ? ByteBuffer.wrap(bytes).getInt() : 0))
                .orElseGet(OptionalInt::empty);
    }

    /// Nothing is due any more, unless it was marked again.
    public void settleDue(Jid person, int mark) {
        if (dueMark(person).equals(OptionalInt.of(mark))) {
            transaction.delete(EntryKind.PRIVACY_TOKEN_DUE, name(person));
        }
    }

    public Set<Jid> due() {
        Set<Jid> due = new LinkedHashSet<>();
        transaction
                .readAll(EntryKind.PRIVACY_TOKEN_DUE)
                .keySet()
                .forEach(name -> Jid.parse(name).ifPresent(due::add));
        return due;
    }

    /// Forgets what was last changed so long ago that it is worth nothing any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.PRIVACY_TOKEN, time);
    }

    public Optional<Bytes> salt() {
        return transaction.read(EntryKind.SETTING, SALT).map(Bytes::wrap);
    }

    /// Newer than any salt of a history.
    public void writeSalt(Bytes salt) {
        transaction.write(EntryKind.SETTING, SALT, salt.toByteArray());
        settleSalt();
    }

    /// From now on no salt of a history counts.
    public void deleteSalt() {
        transaction.delete(EntryKind.SETTING, SALT);
        settleSalt();
    }

    /// Keeps a salt, unless one was written or deleted before.
    public void writeOldSalt(Bytes salt) {
        if (transaction.read(EntryKind.SETTING, SALT_SETTLED).isEmpty()) {
            transaction.write(EntryKind.SETTING, SALT, salt.toByteArray());
        }
    }

    private void settleSalt() {
        transaction.write(EntryKind.SETTING, SALT_SETTLED, new byte[0]);
    }

    /// Both names turned out to be one person: what was kept under the number belongs to the LID.
    public void moveToLid(Jid pn, Jid lid) {
        String from = pn.bare().toString();
        if (transaction.read(EntryKind.PRIVACY_TOKEN_DUE, from).isPresent()) {
            transaction.delete(EntryKind.PRIVACY_TOKEN_DUE, from);
            markDue(lid);
        }
        read(from).ifPresent(moved -> {
            transaction.delete(EntryKind.PRIVACY_TOKEN, from);
            if (moved.hasToken()) {
                Token token = token(moved);
                receive(lid, token.bytes(), token.issued());
            }
            if (moved.hasIssued()) {
                markIssued(lid, Instant.ofEpochSecond(moved.getIssued()));
            }
        });
    }

    private StoredPrivacyToken.Builder stored(Jid person) {
        return read(name(person)).map(StoredPrivacyToken::toBuilder).orElseGet(StoredPrivacyToken::newBuilder);
    }

    private Optional<StoredPrivacyToken> read(String name) {
        return Records.parse(transaction, EntryKind.PRIVACY_TOKEN, name, StoredPrivacyToken.parser());
    }

    private void write(String name, StoredPrivacyToken.Builder token) {
        transaction.write(EntryKind.PRIVACY_TOKEN, name, token.build().toByteArray());
    }

    private String name(Jid person) {
        Jid bare = person.bare();
        return (bare.isPn() ? new LidMappings(transaction).lidOf(bare).orElse(bare) : bare).toString();
    }

    private static Token token(StoredPrivacyToken stored) {
        return new Token(Bytes.wrap(stored.getToken().toByteArray()), Instant.ofEpochSecond(stored.getTimestamp()));
    }
}
