package dev.parley.whatsapp.noise;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.HandshakeMessage;

/// The server's side of the handshake, for simulators: give the client's first frame to [#accept], send
/// [#serverHello()], give the client's second frame to [#finish], and go on with its ciphers.
///
/// A client that tries to resume with Noise IK (its hello has a `static`) is answered with XXfallback: its attempt is
/// dropped and the exchange goes on as XX with the same client ephemeral key. One object serves one connection and one
/// thread. Step numbers as in [ClientHandshake].
public final class ServerHandshake {
    private final KeyPair ephemeral;
    private final SymmetricState state;
    private final byte[] serverHello;

    private ServerHandshake(KeyPair ephemeral, SymmetricState state, byte[] serverHello) {
        this.ephemeral = ephemeral;
        this.state = state;
        this.serverHello = serverHello;
    }

    /// Answers a client that has just connected.
    ///
    /// @param clientHello the client's first frame, a `HandshakeMessage` with `clientHello`
    /// @param staticKeys the server's long-lived keys, which the certificate chain is for
    /// @param ephemeral fresh keys, for this connection only
    /// @param certificateChain an encoded `CertChain`, as [CertificateAuthority] makes it
    /// @throws NoiseException.Malformed if this is no client's hello
    public static ServerHandshake accept(
            byte[] clientHello, KeyPair staticKeys, KeyPair ephemeral, byte[] certificateChain) {
        // 1
        HandshakeMessage.ClientHello hello = HandshakeMessages.clientHello(clientHello);
        PublicKey clientEphemeral = HandshakeMessages.publicKey(hello.getEphemeral(), "clientHello.ephemeral");
        SymmetricState state = new SymmetricState(hello.hasStatic() ? SymmetricState.XX_FALLBACK : SymmetricState.XX);
        state.mixHash(clientEphemeral);

        // 2
        state.mixHash(ephemeral.publicKey());
        state.mixKey(ephemeral.privateKey(), clientEphemeral);

        // 3
        byte[] encryptedStatic = state.encryptAndHash(staticKeys.publicKey().bytes());
        state.mixKey(staticKeys.privateKey(), clientEphemeral);

        // 4
        byte[] encryptedChain = state.encryptAndHash(certificateChain);
        HandshakeMessage.Builder message = HandshakeMessage.newBuilder();
        message.getServerHelloBuilder()
                .setEphemeral(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setStatic(ByteString.copyFrom(encryptedStatic))
                .setPayload(ByteString.copyFrom(encryptedChain));
        return new ServerHandshake(ephemeral, state, message.build().toByteArray());
    }

    /// The answer to the client's hello, a `HandshakeMessage` with `serverHello`.
    public byte[] serverHello() {
        return serverHello.clone();
    }

    /// Reads the client's second message. To be called once.
    ///
    /// @param clientFinish the client's frame, a `HandshakeMessage` with `clientFinish`
    /// @throws NoiseException if it does not continue this handshake
    public Finished finish(byte[] clientFinish) {
        // 7
        HandshakeMessage.ClientFinish finish = HandshakeMessages.clientFinish(clientFinish);
        byte[] decryptedStatic = state.decryptAndHash(finish.getStatic().toByteArray());
        PublicKey clientStatic = HandshakeMessages.publicKey(decryptedStatic, "clientFinish.static");
        state.mixKey(ephemeral.privateKey(), clientStatic);
        byte[] payload = state.decryptAndHash(finish.getPayload().toByteArray());
        SymmetricState.Transport transport = state.split();
        return new Finished(
                clientStatic, ByteString.copyFrom(payload), transport.serverToClient(), transport.clientToServer());
    }

    /// What a finished handshake leaves.
    ///
    /// @param clientStatic the client's long-lived Noise key, proven by this handshake
    /// @param payload the encoded `ClientPayload`
    public record Finished(PublicKey clientStatic, ByteString payload, CipherState writer, CipherState reader) {}
}
