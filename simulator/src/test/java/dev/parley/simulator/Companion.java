package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentityHMAC;
import dev.parley.whatsapp.proto.AppVersion;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.proto.ClientPayload.DevicePairingRegistrationData;
import dev.parley.whatsapp.proto.DeviceProps;
import dev.parley.whatsapp.signal.BuildResult;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.InMemorySignalStore;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.signal.SessionBuilder;
import dev.parley.whatsapp.signal.SessionCipher;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The keys of a linked device in a test, with what such a device computes from them. Written from the protocol
/// notes, apart from the server's own code where that checks the same thing.
final class Companion {
    static final String URL_PREFIX = "https://wa.me/settings/linked_devices#";
    static final AppVersion VERSION = AppVersion.newBuilder()
            .setPrimary(2)
            .setSecondary(3000)
            .setTertiary(1_045_649_367)
            .build();
    /// `md5("2.3000.1045649367")`, from the protocol notes, connection 13.
    private static final String BUILD_HASH = "9fa53af9421567b114e33c9bb1ef7db2";

    private final SecureRandom random;
    private final KeyPair identity;
    private final KeyPair noise;
    private final SignedPreKey signedPreKey;
    private final int registrationId;
    private final InMemorySignalStore store;
    private byte[] advSecret;
    private int latestPreKey;
    private @Nullable Jid jid;
    private @Nullable Jid lid;
    private ByteString account = ByteString.EMPTY;

    Companion(SecureRandom random) {
        this.random = random;
        identity = KeyPair.generate(random);
        noise = KeyPair.generate(random);
        signedPreKey = SignedPreKey.generate(1, identity, random);
        registrationId = random.nextInt();
        store = new InMemorySignalStore(identity, registrationId);
        store.add(signedPreKey);
        advSecret = newSecret();
    }

    KeyPair noise() {
        return noise;
    }

    KeyPair identity() {
        return identity;
    }

    PublishedSignedPreKey signedPreKey() {
        return PublishedSignedPreKey.of(signedPreKey);
    }

    Jid jid() {
        return Optional.ofNullable(jid).orElseThrow();
    }

    Jid lid() {
        return Optional.ofNullable(lid).orElseThrow();
    }

    Jid on(Addressing addressing) {
        return addressing == Addressing.LID ? lid() : jid();
    }

    void rotateSecret() {
        advSecret = newSecret();
    }

    private byte[] newSecret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return secret;
    }

    ClientPayload.Builder registration() {
        byte[] fourBytes = ByteBuffer.allocate(4).putInt(signedPreKey.id()).array();
        return payload()
                .setPassive(false)
                .setDevicePairingData(DevicePairingRegistrationData.newBuilder()
                        .setERegid(ByteString.copyFrom(
                                ByteBuffer.allocate(4).putInt(registrationId).array()))
                        .setEKeytype(ByteString.fromHex("05"))
                        .setEIdent(bytes(identity.publicKey()))
                        .setESkeyId(ByteString.copyFrom(fourBytes, 1, 3))
                        .setESkeyVal(bytes(signedPreKey.keyPair().publicKey()))
                        .setESkeySig(
                                ByteString.copyFrom(signedPreKey.signature().bytes()))
                        .setBuildHash(ByteString.fromHex(BUILD_HASH))
                        .setDeviceProps(DeviceProps.newBuilder()
                                .setOs("Test")
                                .setPlatformType(DeviceProps.PlatformType.CHROME)
                                .build()
                                .toByteString()));
    }

    ClientPayload.Builder login() {
        return payload()
                .setUsername(Long.parseLong(jid().user()))
                .setDevice(jid().device())
                .setPassive(true)
                .setPull(true);
    }

    private static ClientPayload.Builder payload() {
        return ClientPayload.newBuilder()
                .setUserAgent(ClientPayload.UserAgent.newBuilder()
                        .setPlatform(ClientPayload.UserAgent.Platform.WEB)
                        .setAppVersion(VERSION));
    }

    /// The text of the QR code for that ref.
    String qr(String ref) {
        Base64.Encoder base64 = Base64.getEncoder();
        return URL_PREFIX
                + String.join(
                        ",",
                        ref,
                        base64.encodeToString(noise.publicKey().bytes()),
                        base64.encodeToString(identity.publicKey().bytes()),
                        base64.encodeToString(advSecret),
                        "1");
    }

    /// Checks a `pair-success` as a client must and gives the answer to it.
    Node answer(Node pairSuccess) {
        return answer(pairSuccess, sign(pairSuccess));
    }

    Node answer(Node pairSuccess, ADVSignedDeviceIdentity signed) {
        return Node.of("iq")
                .attr("to", Jid.SERVER)
                .attr("type", "result")
                .attr("id", pairSuccess.attrOrEmpty("id"))
                .child(Node.of("pair-device-sign")
                        .child(Node.of("device-identity")
                                .attr("key-index", keyIndex(signed))
                                .content(signed.toByteArray())))
                .build();
    }

    private static int keyIndex(ADVSignedDeviceIdentity signed) {
        try {
            return ADVDeviceIdentity.parseFrom(signed.getDetails()).getKeyIndex();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    ADVSignedDeviceIdentity sign(Node pairSuccess) {
        try {
            Node content = pairSuccess.child("pair-success").orElseThrow();
            Node device = content.child("device").orElseThrow();
            jid = device.jid("jid").orElseThrow();
            lid = device.jid("lid").orElseThrow();
            ADVSignedDeviceIdentityHMAC container =
                    ADVSignedDeviceIdentityHMAC.parseFrom(content.child("device-identity")
                            .flatMap(Node::bytes)
                            .orElseThrow()
                            .toByteArray());
            byte[] sealed = container.getDetails().toByteArray();
            check(MessageDigest.isEqual(container.getHmac().toByteArray(), HmacSha256.of(advSecret, sealed)), "hmac");
            ADVSignedDeviceIdentity signed = ADVSignedDeviceIdentity.parseFrom(sealed);
            byte[] details = signed.getDetails().toByteArray();
            byte[] own = identity.publicKey().bytes();
            byte[] accountKey = signed.getAccountSignatureKey().toByteArray();
            check(
                    XEdDsa.verify(
                            PublicKey.of(accountKey),
                            concat(new byte[] {6, 0}, details, own),
                            signed.getAccountSignature().toByteArray()),
                    "account signature");
            byte[] signature =
                    XEdDsa.sign(identity.privateKey(), concat(new byte[] {6, 1}, details, own, accountKey), random);
            ADVSignedDeviceIdentity complete = signed.toBuilder()
                    .setDeviceSignature(ByteString.copyFrom(signature))
                    .build();
            account = complete.toByteString();
            return complete.toBuilder().clearAccountSignatureKey().build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /// What accompanies every first message of a session.
    Node deviceIdentity() {
        return Node.of("device-identity").content(account.toByteArray()).build();
    }

    List<OneTimePreKey> newPreKeys(int count) {
        List<PreKey> keys = IntStream.rangeClosed(latestPreKey + 1, latestPreKey + count)
                .mapToObj(id -> PreKey.generate(id, random))
                .toList();
        latestPreKey += count;
        keys.forEach(store::add);
        return keys.stream()
                .map(key -> new OneTimePreKey(key.id(), key.keyPair().publicKey()))
                .toList();
    }

    Node upload(List<OneTimePreKey> keys) {
        return Stanzas.iq("set", "encrypt")
                .child(KeyNodes.registration(registrationId))
                .child(KeyNodes.type())
                .child(KeyNodes.identity(identity.publicKey()))
                .child(Nodes.append(
                        Node.of("list"), keys.stream().map(KeyNodes::key).toList()))
                .child(KeyNodes.skey(signedPreKey()))
                .build();
    }

    private SessionCipher cipher() {
        return new SessionCipher(store, random);
    }

    /// Encrypts on a new session that the fetched bundle starts.
    Ciphertext encrypt(Jid to, Node bundle, byte[] padded) {
        PublicKey theirs = KeyNodes.readIdentity(bundle);
        PublishedSignedPreKey signed = KeyNodes.readSignedKey(bundle, theirs);
        PreKeyBundle keys = new PreKeyBundle(
                KeyNodes.readRegistration(bundle),
                theirs,
                signed.id(),
                signed.key(),
                signed.signature(),
                bundle.child("key").map(KeyNodes::readKey));
        check(new SessionBuilder(store, random).build(address(to), keys) instanceof BuildResult.Built, "bundle");
        return encrypt(to, padded);
    }

    /// Encrypts on the session that is there.
    Ciphertext encrypt(Jid to, byte[] padded) {
        return cipher().encrypt(address(to), padded).orElseThrow();
    }

    /// Decrypts a delivered message, whose padding is taken off.
    DecryptResult decrypt(Node message) {
        Node enc = message.child("enc").orElseThrow();
        Ciphertext.Type type = enc.hasAttr("type", "pkmsg") ? Ciphertext.Type.PREKEY : Ciphertext.Type.MESSAGE;
        return cipher().decrypt(
                        address(message.jid("from").orElseThrow()),
                        Ciphertext.of(type, enc.bytes().orElseThrow().toByteArray()));
    }

    static SignalAddress address(Jid jid) {
        return new SignalAddress(jid.bare().toString(), jid.device());
    }

    private static ByteString bytes(PublicKey key) {
        return ByteString.copyFrom(key.bytes());
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("the server's " + what + " is wrong");
        }
    }
}
