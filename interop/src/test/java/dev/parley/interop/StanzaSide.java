package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;

/// A client that plays the scenes of the stanza comparison as a companion of one account.
interface StanzaSide {
    String name();

    SimulatedPhone phone();

    /// Shows a code and is linked with it.
    void link();

    /// Waits for the login of that number, counted from 1.
    void awaitLogin(int number);

    /// Sends a text and waits until the server took it; its id.
    String send(SimulatedPhone to, String text);

    /// Sends a message of any kind and waits until the server took it; its id.
    String send(SimulatedPhone to, SampleMessage message);

    /// Reacts to a message from `chat`; the reaction's own id.
    String react(SimulatedPhone chat, String id, String emoji);

    /// Replaces the text of an own message; the edit's own id.
    String edit(SimulatedPhone chat, String id, String text);

    /// Deletes an own message for everyone; the deletion's own id.
    String delete(SimulatedPhone chat, String id);

    /// Tells that a message from `chat` was read.
    void read(SimulatedPhone chat, String id);

    /// Waits until the message of that id arrived here.
    void awaitArrival(String id);

    /// Waits until a message of this side was read.
    void awaitRead(String id);
}
