package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.signal.GroupDecryptResult.UnknownSenderKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The sender keys of one device in one group, newest first: a sender that changes its key may still have messages
/// underway under the one before. An immutable value; stored as the bytes of [#toByteArray()], a row of its own per
/// [SenderKeyName].
///
/// With 2000 skipped messages in each of its keys a record has 360 kB, whatever a peer sends; an ordinary one has 100
/// bytes.
public final class SenderKeyRecord {
    /// Without any key.
    public static final SenderKeyRecord EMPTY = new SenderKeyRecord(List.of());

    static final int MAX_STATES = 5;

    private final List<SenderKeyState> states;

    /// @param states newest first, each with an id of its own; the oldest are dropped
    SenderKeyRecord(List<SenderKeyState> states) {
        this.states = states.stream().limit(MAX_STATES).toList();
    }

    /// Reads what [#toByteArray()] wrote.
    ///
    /// @throws CorruptSessionException if it is something else
    public static SenderKeyRecord parse(byte[] stored) {
        return SenderKeyRecordCodec.parse(stored);
    }

    /// The form for storage. It holds secret keys: to be encrypted at rest.
    public byte[] toByteArray() {
        return SenderKeyRecordCodec.serialize(this);
    }

    /// Whether messages under the key of that number, unsigned, can be read.
    public boolean knows(int id) {
        return state(id).isPresent();
    }

    /// The record with `state` in front, in the place of one with the same id. The same key again changes nothing: its
    /// chain here may be ahead.
    SenderKeyRecord with(SenderKeyState state) {
        if (states.stream().anyMatch(state::isSameKey)) {
            return this;
        }
        return new SenderKeyRecord(Stream.concat(
                        Stream.of(state), states.stream().filter(old -> old.id() != state.id()))
                .toList());
    }

    /// Empty if the newest key is not our own, or there is none.
    Optional<SenderKeyDistributionMessage> distribution() {
        return newest().filter(state -> state.signingPrivateKey().isPresent()).map(SenderKeyState::distribution);
    }

    /// Under the newest key; empty if that is not our own, or there is none.
    Optional<Transition<SenderKeyRecord, SenderKeyMessage>> encrypt(byte[] plaintext, SecureRandom random) {
        return newest().flatMap(state -> state.encrypt(plaintext, random))
                .map(step -> new Transition<>(advanced(step.next()), step.result()));
    }

    /// The next record is this one unless the result is a plaintext.
    ///
    /// @param sender whose keys these are
    Transition<SenderKeyRecord, GroupDecryptResult> decrypt(SenderKeyMessage message, SignalAddress sender) {
        Optional<SenderKeyState> state = state(message.id());
        if (state.isEmpty()) {
            return new Transition<>(this, new UnknownSenderKey(message.id()));
        }
        Transition<SenderKeyState, GroupDecryptResult> step = state.get().decrypt(message, sender);
        return new Transition<>(advanced(step.next()), step.result());
    }

    List<SenderKeyState> states() {
        return states;
    }

    private Optional<SenderKeyState> newest() {
        return states.stream().findFirst();
    }

    private Optional<SenderKeyState> state(int id) {
        return states.stream().filter(state -> state.id() == id).findFirst();
    }

    private SenderKeyRecord advanced(SenderKeyState moment) {
        return new SenderKeyRecord(states.stream()
                .map(state -> state.id() == moment.id() ? moment : state)
                .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SenderKeyRecord record && states.equals(record.states);
    }

    @Override
    public int hashCode() {
        return states.hashCode();
    }

    @Override
    public String toString() {
        return "SenderKeyRecord[" + states.size() + " keys]";
    }
}
