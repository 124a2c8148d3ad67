package dev.parley.simulator;

import java.time.Duration;

/// What goes wrong with one message that a companion sends. See [Faults#onNextSend].
public sealed interface SendFault {
    /// The ack carries this error, and nobody gets the message: 421, 463, 475, 479, 503, …
    record Refuse(int code) implements SendFault {}

    /// The connection breaks before the server has seen the message.
    record CutBefore() implements SendFault {}

    /// The message is delivered, and the connection breaks before the ack.
    record CutAfter() implements SendFault {}

    /// The message is delivered, and the ack is never sent.
    record LoseAck() implements SendFault {}

    /// The message is delivered, and the ack comes so much later.
    record DelayAck(Duration delay) implements SendFault {}

    /// The ack asks to look the recipient's LID up again.
    record RefreshLid() implements SendFault {}

    /// The ack carries a hash of devices that nobody has.
    record WrongHash() implements SendFault {}
}
