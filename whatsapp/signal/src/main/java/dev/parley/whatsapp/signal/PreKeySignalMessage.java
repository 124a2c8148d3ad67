package dev.parley.whatsapp.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.PreKeySignalMessageContent;
import java.util.OptionalInt;

/// A message together with what its receiver needs to build the session it is on: version byte `0x33`, then protobuf.
/// The envelope has no MAC of its own; a wrong one leads to keys that do not fit the message inside.
///
/// @param registrationId any 32-bit value
/// @param preKeyId       empty for a session without a one-time pre-key
/// @param baseKey        the initiator's ephemeral key, which names the session ("Alice's base key")
/// @param identityKey    the initiator's
public record PreKeySignalMessage(
        int registrationId,
        OptionalInt preKeyId,
        int signedPreKeyId,
        PublicKey baseKey,
        PublicKey identityKey,
        SignalMessage message) {

    /// Reads a message; nothing in it is authentic yet.
    ///
    /// @throws InvalidMessageException if it is none
    public static PreKeySignalMessage parse(byte[] serialized) {
        if (serialized.length < 2) {
            throw new InvalidMessageException("pre-key message of " + serialized.length + " bytes");
        }
        SignalMessage.requireVersion(serialized);
        try {
            return of(PreKeySignalMessageContent.parser().parseFrom(serialized, 1, serialized.length - 1));
        } catch (InvalidProtocolBufferException _) {
            throw new InvalidMessageException("pre-key message of " + serialized.length + " bytes is no protobuf");
        }
    }

    private static PreKeySignalMessage of(PreKeySignalMessageContent content) {
        // Some implementations write 0 for "none".
        int preKeyId = content.getPreKeyId();
        return new PreKeySignalMessage(
                content.getRegistrationId(),
                preKeyId == 0 ? OptionalInt.empty() : OptionalInt.of(preKeyId),
                content.getSignedPreKeyId(),
                SignalMessage.key("base key", content.getBaseKey()),
                SignalMessage.key("identity key", content.getIdentityKey()),
                SignalMessage.parse(content.getMessage().toByteArray()));
    }

    byte[] serialize() {
        PreKeySignalMessageContent.Builder content = PreKeySignalMessageContent.newBuilder()
                .setBaseKey(UnsafeByteOperations.unsafeWrap(baseKey.typed()))
                .setIdentityKey(UnsafeByteOperations.unsafeWrap(identityKey.typed()))
                .setMessage(UnsafeByteOperations.unsafeWrap(message.serialized()))
                .setRegistrationId(registrationId)
                .setSignedPreKeyId(signedPreKeyId);
        preKeyId.ifPresent(content::setPreKeyId);
        byte[] bytes = content.build().toByteArray();
        byte[] serialized = new byte[1 + bytes.length];
        serialized[0] = SignalMessage.VERSION;
        System.arraycopy(bytes, 0, serialized, 1, bytes.length);
        return serialized;
    }
}
