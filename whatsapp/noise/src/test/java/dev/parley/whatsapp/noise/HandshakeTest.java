package dev.parley.whatsapp.noise;

import static dev.parley.whatsapp.noise.Vectors.bytes;
import static dev.parley.whatsapp.noise.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.HandshakeMessage;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// Client and server against each other in one process, and against the vectors.
class HandshakeTest {
    private static final byte[] PAYLOAD = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final Clock CLOCK = Clock.fixed(Vectors.NOT_BEFORE, ZoneOffset.UTC);
    private static final CertificateVerifier VERIFIER =
            new CertificateVerifier(Vectors.ROOT.publicKey(), CLOCK, Duration.ZERO);

    private final ClientHandshake client = ClientHandshake.start(Vectors.CLIENT_STATIC, Vectors.CLIENT_EPHEMERAL);
    private final ServerHandshake server = accept(client.clientHello());

    @Test
    void exchangesTheMessagesOfTheVectors() throws InvalidProtocolBufferException {
        assertThat(hex(client.clientHello()))
                .isEqualTo("12220a2038ab664bd86f77d7e66bdd9ae0792913a94fd8b33a1260027e4b46c1f4884c67");
        assertThat(server.serverHello()).hasSize(346);

        ClientHandshake.Finished finished = client.finish(server.serverHello(), PAYLOAD, VERIFIER);
        HandshakeMessage.ClientFinish clientFinish =
                HandshakeMessage.parseFrom(finished.clientFinish()).getClientFinish();
        assertThat(hex(clientFinish.getStatic().toByteArray()))
                .isEqualTo("1727bcdee3e9bdfab3d64c7d3a32454b398267500944e8dde747d17eb3a2fed4"
                        + "db54db8133b5ea5dae4797b989641a60");
        assertThat(hex(clientFinish.getPayload().toByteArray()))
                .isEqualTo("9ff3f4d29a40009bb0f8643019cf70d17458de2093");
    }

    @Test
    void tellsEachSideWhoTheOtherIs() {
        ClientHandshake.Finished atClient = client.finish(server.serverHello(), PAYLOAD, VERIFIER);
        ServerHandshake.Finished atServer =
                server.finish(atClient.clientFinish().toByteArray());
        assertThat(atClient.serverStatic()).isEqualTo(Vectors.SERVER_STATIC.publicKey());
        assertThat(atServer.clientStatic()).isEqualTo(Vectors.CLIENT_STATIC.publicKey());
        assertThat(atServer.payload()).isEqualTo(ByteString.copyFrom(PAYLOAD));
    }

    @Test
    void leavesCiphersThatFitEachOther() {
        SecureRandom random = new SecureRandom();
        CertificateAuthority authority = CertificateAuthority.create(random);
        KeyPair serverStatic = KeyPair.generate(random);
        byte[] chain = authority.certify(serverStatic.publicKey(), Vectors.NOT_BEFORE, Vectors.NOT_AFTER);
        ClientHandshake newClient = ClientHandshake.start(KeyPair.generate(random), KeyPair.generate(random));
        ServerHandshake newServer =
                ServerHandshake.accept(newClient.clientHello(), serverStatic, KeyPair.generate(random), chain);
        ClientHandshake.Finished atClient = newClient.finish(
                newServer.serverHello(), PAYLOAD, new CertificateVerifier(authority.root(), CLOCK, Duration.ZERO));
        ServerHandshake.Finished atServer =
                newServer.finish(atClient.clientFinish().toByteArray());

        for (int i = 0; i < 3; i++) {
            byte[] frame = {(byte) i};
            assertThat(atServer.reader().decrypt(atClient.writer().encrypt(frame)))
                    .isEqualTo(frame);
            assertThat(atClient.reader().decrypt(atServer.writer().encrypt(frame)))
                    .isEqualTo(frame);
        }
    }

    @Test
    void refusesAServerOfAnotherRoot() {
        CertificateVerifier whatsApp = new CertificateVerifier(WhatsAppRoot.PUBLIC_KEY, CLOCK, Duration.ZERO);
        assertThatThrownBy(() -> client.finish(server.serverHello(), PAYLOAD, whatsApp))
                .isInstanceOf(NoiseException.UntrustedCertificate.class);
    }

    @Test
    void refusesAServerWithTheCertificateOfAnother() {
        ServerHandshake impostor = ServerHandshake.accept(
                client.clientHello(), Vectors.pair(0x77), Vectors.SERVER_EPHEMERAL, bytes(Vectors.CERTIFICATE_CHAIN));
        assertThatExceptionOfType(NoiseException.UntrustedCertificate.class)
                .isThrownBy(() -> client.finish(impostor.serverHello(), PAYLOAD, VERIFIER))
                .satisfies(e -> assertThat(e.flaw()).isEqualTo(CertificateFlaw.LEAF_KEY));
    }

    @Test
    void refusesAServerHelloWithAnyByteAltered() {
        byte[] hello = server.serverHello();
        for (int i = 0; i < hello.length; i++) {
            byte[] altered = hello.clone();
            altered[i] ^= 1;
            ClientHandshake fresh = ClientHandshake.start(Vectors.CLIENT_STATIC, Vectors.CLIENT_EPHEMERAL);
            assertThatThrownBy(() -> fresh.finish(altered, PAYLOAD, VERIFIER))
                    .as("byte %d", i)
                    .isInstanceOf(NoiseException.class);
        }
    }

    @Test
    void refusesAClientFinishWithAnyByteAltered() {
        byte[] finish = client.finish(server.serverHello(), PAYLOAD, VERIFIER)
                .clientFinish()
                .toByteArray();
        for (int i = 0; i < finish.length; i++) {
            byte[] altered = finish.clone();
            altered[i] ^= 1;
            ServerHandshake fresh = accept(client.clientHello());
            assertThatThrownBy(() -> fresh.finish(altered)).as("byte %d", i).isInstanceOf(NoiseException.class);
        }
    }

    @Test
    void refusesAServerHelloWithMissingOrShortFields() {
        HandshakeMessage.ServerHello whole = parse(server.serverHello()).getServerHello();
        assertMalformed(whole.toBuilder().clearEphemeral());
        assertMalformed(whole.toBuilder().clearStatic());
        assertMalformed(whole.toBuilder().clearPayload());
        assertMalformed(whole.toBuilder().setEphemeral(whole.getEphemeral().substring(1)));
        assertMalformed(whole.toBuilder().setEphemeral(ByteString.copyFrom(new byte[32])));
    }

    @Test
    void refusesAMessageOfAnotherKind() {
        byte[] clientHello = client.clientHello();
        byte[] serverHello = server.serverHello();
        assertThatThrownBy(() -> client.finish(clientHello, PAYLOAD, VERIFIER))
                .isInstanceOf(NoiseException.Malformed.class);
        assertThatThrownBy(() -> accept(serverHello)).isInstanceOf(NoiseException.Malformed.class);
        assertThatThrownBy(() -> server.finish(clientHello)).isInstanceOf(NoiseException.Malformed.class);
        assertThatThrownBy(() -> accept(new byte[] {0x12, 0x7f})).isInstanceOf(NoiseException.Malformed.class);
    }

    /// Newer clients and servers send fields for post-quantum agreement, which this handshake does not take up.
    @Test
    void ignoresFieldsItDoesNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(9, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        HandshakeMessage.Builder hello = parse(server.serverHello()).toBuilder();
        hello.getServerHelloBuilder().setUnknownFields(unknown);
        assertThat(client.finish(hello.build().toByteArray(), PAYLOAD, VERIFIER).serverStatic())
                .isEqualTo(Vectors.SERVER_STATIC.publicKey());
    }

    @Test
    void answersAResumingClientWithXxFallback() {
        KeyPair ephemeral = Vectors.pair(0x5a);
        ServerHandshake unwilling = accept(ikHello(ephemeral, Vectors.SERVER_STATIC.publicKey()));
        assertThat(parse(unwilling.serverHello()).getServerHello().hasStatic())
                .as("a static key tells the client that its attempt was rejected")
                .isTrue();

        ClientHandshake fallback = ClientHandshake.start(SymmetricState.XX_FALLBACK, Vectors.CLIENT_STATIC, ephemeral);
        ClientHandshake.Finished atClient = fallback.finish(unwilling.serverHello(), PAYLOAD, VERIFIER);
        ServerHandshake.Finished atServer =
                unwilling.finish(atClient.clientFinish().toByteArray());
        assertThat(atServer.clientStatic()).isEqualTo(Vectors.CLIENT_STATIC.publicKey());
        assertThat(atServer.reader().decrypt(atClient.writer().encrypt(PAYLOAD)))
                .isEqualTo(PAYLOAD);
    }

    /// The first message of Noise IK, which sends its payload at once, under the server's known static key.
    private static byte[] ikHello(KeyPair ephemeral, PublicKey serverStatic) {
        SymmetricState state = new SymmetricState("Noise_IK_25519_AESGCM_SHA256");
        state.mixHash(serverStatic);
        state.mixHash(ephemeral.publicKey());
        state.mixKey(ephemeral.privateKey(), serverStatic);
        byte[] encryptedStatic =
                state.encryptAndHash(Vectors.CLIENT_STATIC.publicKey().bytes());
        state.mixKey(Vectors.CLIENT_STATIC.privateKey(), serverStatic);
        HandshakeMessage.Builder message = HandshakeMessage.newBuilder();
        message.getClientHelloBuilder()
                .setEphemeral(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setStatic(ByteString.copyFrom(encryptedStatic))
                .setPayload(ByteString.copyFrom(state.encryptAndHash(PAYLOAD)));
        return message.build().toByteArray();
    }

    private static ServerHandshake accept(byte[] clientHello) {
        return ServerHandshake.accept(
                clientHello, Vectors.SERVER_STATIC, Vectors.SERVER_EPHEMERAL, bytes(Vectors.CERTIFICATE_CHAIN));
    }

    private void assertMalformed(HandshakeMessage.ServerHello.Builder hello) {
        byte[] message =
                HandshakeMessage.newBuilder().setServerHello(hello).build().toByteArray();
        assertThatThrownBy(() -> client.finish(message, PAYLOAD, VERIFIER))
                .isInstanceOf(NoiseException.Malformed.class);
    }

    private static HandshakeMessage parse(byte[] message) {
        try {
            return HandshakeMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
