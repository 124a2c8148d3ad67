package dev.parley.whatsapp.noise;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.HandshakeMessage;

/// Reads the handshake's protobuf messages; unknown fields, such as those of post-quantum clients, are ignored.
final class HandshakeMessages {
    private HandshakeMessages() {}

    static HandshakeMessage.ClientHello clientHello(byte[] message) {
        HandshakeMessage parsed = parse(message);
        require(parsed.hasClientHello(), "clientHello");
        return parsed.getClientHello();
    }

    static HandshakeMessage.ServerHello serverHello(byte[] message) {
        HandshakeMessage parsed = parse(message);
        require(parsed.hasServerHello(), "serverHello");
        require(parsed.getServerHello().hasStatic(), "serverHello.static");
        require(parsed.getServerHello().hasPayload(), "serverHello.payload");
        return parsed.getServerHello();
    }

    static HandshakeMessage.ClientFinish clientFinish(byte[] message) {
        HandshakeMessage parsed = parse(message);
        require(parsed.hasClientFinish(), "clientFinish");
        require(parsed.getClientFinish().hasStatic(), "clientFinish.static");
        require(parsed.getClientFinish().hasPayload(), "clientFinish.payload");
        return parsed.getClientFinish();
    }

    static PublicKey publicKey(byte[] bytes, String field) {
        try {
            return PublicKey.of(bytes);
        } catch (InvalidKeyException e) {
            throw new NoiseException.Malformed("No public key in " + field, e);
        }
    }

    static PublicKey publicKey(ByteString bytes, String field) {
        return publicKey(bytes.toByteArray(), field);
    }

    private static HandshakeMessage parse(byte[] message) {
        try {
            return HandshakeMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new NoiseException.Malformed("No handshake message in " + message.length + " bytes", e);
        }
    }

    private static void require(boolean present, String field) {
        if (!present) {
            throw new NoiseException.Malformed("Handshake message without " + field);
        }
    }
}
