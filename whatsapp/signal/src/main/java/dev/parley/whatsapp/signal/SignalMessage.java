package dev.parley.whatsapp.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.SignalMessageContent;
import java.security.MessageDigest;
import java.util.Arrays;

/// A message on a session, as on the wire: version byte `0x33`, protobuf, and 8 bytes of MAC over the identity keys of
/// sender and receiver, the version and the protobuf. Immutable.
public final class SignalMessage {
    /// High nibble: version of the message; low nibble: highest version that the sender speaks.
    static final byte VERSION = 0x33;

    private static final int MAC_LENGTH = 8;

    private final PublicKey ratchetKey;
    private final long counter;
    private final ByteString body;
    private final byte[] serialized;

    private SignalMessage(PublicKey ratchetKey, long counter, ByteString body, byte[] serialized) {
        this.ratchetKey = ratchetKey;
        this.counter = counter;
        this.body = body;
        this.serialized = serialized;
    }

    /// Reads a message without checking its MAC. Takes `serialized` over without copying.
    ///
    /// The "previous counter" is not read: chains that were replaced stay open, so nothing has to be skipped on
    /// them, and other implementations send nonsense there (4294967295 for a chain that was never used).
    ///
    /// @throws InvalidMessageException if it is none
    public static SignalMessage parse(byte[] serialized) {
        if (serialized.length <= 1 + MAC_LENGTH) {
            throw new InvalidMessageException("message of " + serialized.length + " bytes");
        }
        requireVersion(serialized);
        try {
            SignalMessageContent content =
                    SignalMessageContent.parser().parseFrom(serialized, 1, serialized.length - 1 - MAC_LENGTH);
            return new SignalMessage(
                    key("ratchet key", content.getRatchetKey()),
                    Integer.toUnsignedLong(content.getCounter()),
                    content.getCiphertext(),
                    serialized);
        } catch (InvalidProtocolBufferException _) {
            throw new InvalidMessageException("message of " + serialized.length + " bytes is no protobuf");
        }
    }

    static void requireVersion(byte[] serialized) {
        if (serialized[0] != VERSION) {
            throw new InvalidMessageException("message version 0x" + Integer.toHexString(serialized[0] & 0xFF));
        }
    }

    static PublicKey key(String name, ByteString typed) {
        try {
            return PublicKey.fromTyped(typed.toByteArray());
        } catch (InvalidKeyException _) {
            throw new InvalidMessageException(name + " of " + typed.size() + " bytes");
        }
    }

    /// Encrypts the next message of `chain`, which the caller must then step forward.
    static SignalMessage seal(
            byte[] plaintext, SenderChain chain, long previousCounter, PublicKey sender, PublicKey receiver) {
        MessageKeys keys = MessageKeys.derive(chain.chainKey().seed());
        PublicKey ratchetKey = chain.ratchetKey().publicKey();
        ByteString body = UnsafeByteOperations.unsafeWrap(keys.encrypt(plaintext));
        byte[] content = SignalMessageContent.newBuilder()
                .setRatchetKey(UnsafeByteOperations.unsafeWrap(ratchetKey.typed()))
                .setCounter((int) chain.chainKey().index())
                .setPreviousCounter((int) previousCounter)
                .setCiphertext(body)
                .build()
                .toByteArray();
        byte[] serialized = new byte[1 + content.length + MAC_LENGTH];
        serialized[0] = VERSION;
        System.arraycopy(content, 0, serialized, 1, content.length);
        byte[] mac = mac(keys, sender, receiver, serialized);
        System.arraycopy(mac, 0, serialized, 1 + content.length, MAC_LENGTH);
        return new SignalMessage(ratchetKey, chain.chainKey().index(), body, serialized);
    }

    boolean isAuthentic(MessageKeys keys, PublicKey sender, PublicKey receiver) {
        byte[] claimed = Arrays.copyOfRange(serialized, serialized.length - MAC_LENGTH, serialized.length);
        return MessageDigest.isEqual(claimed, mac(keys, sender, receiver, serialized));
    }

    private static byte[] mac(MessageKeys keys, PublicKey sender, PublicKey receiver, byte[] serialized) {
        byte[] covered = Arrays.copyOf(serialized, serialized.length - MAC_LENGTH);
        return Arrays.copyOf(keys.mac(sender.typed(), receiver.typed(), covered), MAC_LENGTH);
    }

    /// The sender's ratchet key, which names the chain.
    public PublicKey ratchetKey() {
        return ratchetKey;
    }

    /// The place in its chain, 0 to 4294967295.
    public long counter() {
        return counter;
    }

    /// The encrypted content.
    byte[] body() {
        return body.toByteArray();
    }

    /// The whole message; not a copy, to be read only.
    byte[] serialized() {
        return serialized;
    }

    @Override
    public String toString() {
        return "SignalMessage[" + ratchetKey + ", counter " + counter + ", " + serialized.length + " bytes]";
    }
}
