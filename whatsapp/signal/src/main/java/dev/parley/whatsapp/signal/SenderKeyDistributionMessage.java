package dev.parley.whatsapp.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.SenderKeyDistributionMessageContent;

/// What a member of a group gives to each of the others so that they can read it from now on: version byte `0x33`, then
/// protobuf. It holds the key of the chain, so it travels only inside messages encrypted for one device. Immutable.
public final class SenderKeyDistributionMessage {
    private final int id;
    private final ChainKey chainKey;
    private final PublicKey signingKey;

    SenderKeyDistributionMessage(int id, ChainKey chainKey, PublicKey signingKey) {
        this.id = id;
        this.chainKey = chainKey;
        this.signingKey = signingKey;
    }

    /// Reads a message; that it came encrypted from the sender's device is all that makes it authentic.
    ///
    /// @throws InvalidMessageException if it is none
    public static SenderKeyDistributionMessage parse(byte[] serialized) {
        if (serialized.length < 2) {
            throw new InvalidMessageException("sender key distribution of " + serialized.length + " bytes");
        }
        SignalMessage.requireVersion(serialized);
        try {
            return of(SenderKeyDistributionMessageContent.parser().parseFrom(serialized, 1, serialized.length - 1));
        } catch (InvalidProtocolBufferException _) {
            throw new InvalidMessageException(
                    "sender key distribution of " + serialized.length + " bytes is no protobuf");
        }
    }

    private static SenderKeyDistributionMessage of(SenderKeyDistributionMessageContent content) {
        ByteString chainKey = content.getChainKey();
        if (chainKey.size() != SecretBytes.LENGTH) {
            throw new InvalidMessageException("chain key of " + chainKey.size() + " bytes");
        }
        return new SenderKeyDistributionMessage(
                content.getId(),
                StoredKeys.chainKey(content.getIteration(), chainKey),
                SignalMessage.key("signing key", content.getSigningKey()));
    }

    /// The bytes for the other members; a secret.
    public byte[] serialize() {
        byte[] content = SenderKeyDistributionMessageContent.newBuilder()
                .setId(id)
                .setIteration((int) chainKey.index())
                .setChainKey(StoredKeys.bytes(chainKey.key()))
                .setSigningKey(UnsafeByteOperations.unsafeWrap(signingKey.typed()))
                .build()
                .toByteArray();
        byte[] serialized = new byte[1 + content.length];
        serialized[0] = SignalMessage.VERSION;
        System.arraycopy(content, 0, serialized, 1, content.length);
        return serialized;
    }

    /// The key's number, unsigned: by it a message names the key that it needs.
    public int id() {
        return id;
    }

    /// From which message on the key can read, 0 to 4294967295.
    public long iteration() {
        return chainKey.index();
    }

    /// With which the sender signs its messages.
    public PublicKey signingKey() {
        return signingKey;
    }

    ChainKey chainKey() {
        return chainKey;
    }

    @Override
    public String toString() {
        return "SenderKeyDistributionMessage[key " + Integer.toUnsignedString(id) + ", iteration " + iteration() + "]";
    }
}
