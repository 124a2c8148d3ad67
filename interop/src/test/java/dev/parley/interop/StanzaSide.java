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

    /// Waits until the message of that id arrived here.
    void awaitArrival(String id);

    /// Waits until a message of this side was read.
    void awaitRead(String id);
}
