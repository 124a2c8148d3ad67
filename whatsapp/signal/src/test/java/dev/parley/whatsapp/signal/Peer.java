package dev.parley.whatsapp.signal;

/// One side of a test conversation, whichever implementation is behind it.
interface Peer {

    SignalAddress address();

    /// What this side publishes; a one-time pre-key is a new one each time.
    PreKeyBundle bundle(boolean withOneTimePreKey);

    /// Starts a session as the initiator.
    void build(Peer other, PreKeyBundle bundle);

    Ciphertext encrypt(Peer to, String text);

    Reading decrypt(Peer from, Ciphertext ciphertext);

    /// What came of a message.
    sealed interface Reading {
        record Text(String text) implements Reading {}

        record Refused(String why) implements Reading {}
    }

    default void build(Peer other) {
        build(other, other.bundle(true));
    }
}
