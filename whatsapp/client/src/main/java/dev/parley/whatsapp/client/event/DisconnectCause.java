package dev.parley.whatsapp.client.event;

import java.time.Instant;
import java.util.Optional;

/// Why a connection ended. [Terminal] ones are never retried by the client itself, [Transient] ones always are,
/// with a growing, jittered delay. Codes from connection.md sections 8.3 and 8.4.
public sealed interface DisconnectCause {
    /// A sentence for people.
    String words();

    /// The client stays disconnected until somebody connects it again.
    sealed interface Terminal extends DisconnectCause {}

    /// The client connects again by itself.
    sealed interface Transient extends DisconnectCause {}

    /// The phone or WhatsApp removed this device; its credentials are erased. A new link is needed.
    ///
    /// @param code WhatsApp's failure or stream error code
    record LoggedOut(int code) implements Terminal {
        @Override
        public String words() {
            return "The phone removed this device. Link the number again.";
        }
    }

    /// The same credentials are in use elsewhere. Not retried: the two would throw each other out for ever.
    record StreamReplaced() implements Terminal {
        @Override
        public String words() {
            return "This link is being used by another program. Connect again to take it back.";
        }
    }

    /// WhatsApp no longer accepts this version of its web client.
    record ClientOutdated(String version) implements Terminal {
        @Override
        public String words() {
            return "WhatsApp no longer accepts version " + version + " of its web client. Update Parley.";
        }
    }

    /// @param code 101 too many people, 102 blocked by many, 103 too many groups, 104 same message too often, 106
    /// broadcast
    /// @param until when it ends, if WhatsApp said so
    record TemporarilyBanned(int code, Optional<Instant> until) implements Terminal {
        @Override
        public String words() {
            return "WhatsApp has blocked this number for a time (code " + code + ").";
        }
    }

    /// Nobody scanned a code while there was one.
    record QrExpired() implements Terminal {
        @Override
        public String words() {
            return "No phone scanned the code in time. Start again for a new one.";
        }
    }

    /// The phone answered, but what it sent does not fit; nothing was linked.
    record PairingRefused(String reason) implements Terminal {
        @Override
        public String words() {
            return "Linking failed: " + reason + ".";
        }
    }

    /// WhatsApp refused the login in a way that trying again does not cure.
    record LoginRefused(int code) implements Terminal {
        @Override
        public String words() {
            return "WhatsApp refused the login (code " + code + ").";
        }
    }

    /// Somebody called disconnect or logout.
    record Requested() implements Terminal {
        @Override
        public String words() {
            return "Disconnected on request.";
        }
    }

    /// The server cannot be reached, or the connection broke.
    record ConnectionLost(String detail) implements Transient {
        @Override
        public String words() {
            return "The connection to WhatsApp was lost.";
        }
    }

    /// Code 515: connect again at once; the usual end of pairing.
    record RestartRequired() implements Transient {
        @Override
        public String words() {
            return "WhatsApp asked for a new connection.";
        }
    }

    /// The server said that it cannot serve now.
    record ServerUnavailable(int code) implements Transient {
        @Override
        public String words() {
            return "WhatsApp is not available (code " + code + ").";
        }
    }

    /// The other side broke the protocol: a bad frame, an unknown certificate, a stanza of ours that it refused.
    record ProtocolBroken(String detail) implements Transient {
        @Override
        public String words() {
            return "The connection did not follow WhatsApp's protocol.";
        }
    }

    /// Our own store failed; nothing was acknowledged.
    record StoreFailed() implements Transient {
        @Override
        public String words() {
            return "The database could not be written.";
        }
    }
}
