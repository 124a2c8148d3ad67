package dev.parley.whatsapp.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.SenderKeyMessageContent;
import java.security.SecureRandom;
import java.util.Arrays;

/// A message to a group, as on the wire: version byte `0x33`, protobuf, and an XEdDSA signature of 64 bytes over both.
/// Encrypted once for all members. Immutable.
public final class SenderKeyMessage {
    private final int id;
    private final long iteration;
    private final ByteString body;
    private final byte[] serialized;

    private SenderKeyMessage(int id, long iteration, ByteString body, byte[] serialized) {
        this.id = id;
        this.iteration = iteration;
        this.body = body;
        this.serialized = serialized;
    }

    /// Reads a message without checking its signature. Takes `serialized` over without copying.
    ///
    /// @throws InvalidMessageException if it is none
    public static SenderKeyMessage parse(byte[] serialized) {
        if (serialized.length <= 1 + Signature.LENGTH) {
            throw new InvalidMessageException("sender key message of " + serialized.length + " bytes");
        }
        SignalMessage.requireVersion(serialized);
        try {
            SenderKeyMessageContent content =
                    SenderKeyMessageContent.parser().parseFrom(serialized, 1, serialized.length - 1 - Signature.LENGTH);
            return new SenderKeyMessage(
                    content.getId(),
                    Integer.toUnsignedLong(content.getIteration()),
                    content.getCiphertext(),
                    serialized);
        } catch (InvalidProtocolBufferException _) {
            throw new InvalidMessageException("sender key message of " + serialized.length + " bytes is no protobuf");
        }
    }

    /// Encrypts and signs the message at `chainKey`, which the caller must then step forward.
    static SenderKeyMessage seal(
            byte[] plaintext, int id, ChainKey chainKey, PrivateKey signingKey, SecureRandom random) {
        ByteString body = UnsafeByteOperations.unsafeWrap(
                GroupMessageKeys.derive(chainKey.seed()).encrypt(plaintext));
        byte[] content = SenderKeyMessageContent.newBuilder()
                .setId(id)
                .setIteration((int) chainKey.index())
                .setCiphertext(body)
                .build()
                .toByteArray();
        byte[] signed = new byte[1 + content.length];
        signed[0] = SignalMessage.VERSION;
        System.arraycopy(content, 0, signed, 1, content.length);
        byte[] serialized = Arrays.copyOf(signed, signed.length + Signature.LENGTH);
        byte[] signature = XEdDsa.sign(signingKey, signed, random);
        System.arraycopy(signature, 0, serialized, signed.length, Signature.LENGTH);
        return new SenderKeyMessage(id, chainKey.index(), body, serialized);
    }

    boolean isSignedBy(PublicKey signingKey) {
        int signedLength = serialized.length - Signature.LENGTH;
        return XEdDsa.verify(
                signingKey,
                Arrays.copyOf(serialized, signedLength),
                Arrays.copyOfRange(serialized, signedLength, serialized.length));
    }

    /// Which of its sender's keys it needs; unsigned.
    public int id() {
        return id;
    }

    /// The place in the key's chain, 0 to 4294967295. Some senders use every second place only.
    public long iteration() {
        return iteration;
    }

    /// The encrypted content.
    byte[] body() {
        return body.toByteArray();
    }

    /// The whole message; not a copy, to be read only.
    public byte[] serialized() {
        return serialized;
    }

    @Override
    public String toString() {
        return "SenderKeyMessage[key " + Integer.toUnsignedString(id) + ", iteration " + iteration + ", "
                + serialized.length + " bytes]";
    }
}
