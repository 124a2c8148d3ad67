package dev.parley.whatsapp.noise;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.HandshakeMessage;

/// The client's side of WhatsApp's Noise XX handshake. It does no I/O: send [#clientHello()] as the first frame, give
/// the server's first frame to [#finish], send what that returns, and go on with its ciphers.
///
/// One object serves one connection and one thread. The caller owns the deadline; 20 seconds for the server's hello is
/// what other clients allow. Numbers in comments are the steps of the XX exchange `-> e, <- e ee s es, -> s se`: the
/// client's 1 and 5 to 7, the server's 1 to 4 and 7.
public final class ClientHandshake {
    private final KeyPair staticKeys;
    private final KeyPair ephemeral;
    private final SymmetricState state;

    private ClientHandshake(KeyPair staticKeys, KeyPair ephemeral, SymmetricState state) {
        this.staticKeys = staticKeys;
        this.ephemeral = ephemeral;
        this.state = state;
    }

    /// A handshake for one connection.
    ///
    /// @param staticKeys the device's long-lived Noise keys
    /// @param ephemeral fresh keys, for this connection only
    public static ClientHandshake start(KeyPair staticKeys, KeyPair ephemeral) {
        return start(SymmetricState.XX, staticKeys, ephemeral);
    }

    static ClientHandshake start(String protocolName, KeyPair staticKeys, KeyPair ephemeral) {
        SymmetricState state = new SymmetricState(protocolName);
        state.mixHash(ephemeral.publicKey()); // 1
        return new ClientHandshake(staticKeys, ephemeral, state);
    }

    /// The first message, a `HandshakeMessage` with `clientHello`.
    public byte[] clientHello() {
        HandshakeMessage.Builder message = HandshakeMessage.newBuilder();
        message.getClientHelloBuilder().setEphemeral(bytes(ephemeral.publicKey()));
        return message.build().toByteArray();
    }

    /// Reads the server's hello, checks its certificates and makes the last message. To be called once.
    ///
    /// @param serverHello the server's frame, a `HandshakeMessage` with `serverHello`
    /// @param payload the encoded `ClientPayload`, which only the verified server can read
    /// @throws NoiseException if the server's hello is not that of a server which `verifier` trusts
    public Finished finish(byte[] serverHello, byte[] payload, CertificateVerifier verifier) {
        HandshakeMessage.ServerHello hello = HandshakeMessages.serverHello(serverHello);

        // 5
        PublicKey serverEphemeral = HandshakeMessages.publicKey(hello.getEphemeral(), "serverHello.ephemeral");
        state.mixHash(serverEphemeral);
        state.mixKey(ephemeral.privateKey(), serverEphemeral);
        byte[] decryptedStatic = state.decryptAndHash(hello.getStatic().toByteArray());
        PublicKey serverStatic = HandshakeMessages.publicKey(decryptedStatic, "serverHello.static");
        state.mixKey(ephemeral.privateKey(), serverStatic);
        byte[] certificateChain = state.decryptAndHash(hello.getPayload().toByteArray());
        verifier.verify(certificateChain, serverStatic);

        // 6: the static key goes under the certificates' key, with counter 1
        byte[] encryptedStatic = state.encryptAndHash(staticKeys.publicKey().bytes());
        state.mixKey(staticKeys.privateKey(), serverEphemeral);
        byte[] encryptedPayload = state.encryptAndHash(payload);

        // 7
        HandshakeMessage.Builder message = HandshakeMessage.newBuilder();
        message.getClientFinishBuilder()
                .setStatic(ByteString.copyFrom(encryptedStatic))
                .setPayload(ByteString.copyFrom(encryptedPayload));
        SymmetricState.Transport transport = state.split();
        return new Finished(
                message.build().toByteString(), serverStatic, transport.clientToServer(), transport.serverToClient());
    }

    private static ByteString bytes(PublicKey key) {
        return ByteString.copyFrom(key.bytes());
    }

    /// What a finished handshake leaves.
    ///
    /// @param clientFinish the last message, to be sent before anything encrypted with `writer`
    /// @param serverStatic the server's long-lived key, as certified
    public record Finished(ByteString clientFinish, PublicKey serverStatic, CipherState writer, CipherState reader) {}
}
