package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreKeysTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final Companion companion = server.link(ada);
    private final TestConnection connection = server.active(companion);
    private final TestConnection reader = server.active(server.link(bob));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void countsWhatWasUploaded() {
        assertThat(count()).isZero();
        assertThat(upload(12).hasAttr("type", "result")).isTrue();
        assertThat(count()).isEqualTo(12);
        upload(3);
        assertThat(count()).isEqualTo(15);
    }

    @Test
    void handsOutEachKeyOnceOldestFirst() {
        List<OneTimePreKey> keys = companion.newPreKeys(7);
        connection.ask(companion.upload(keys));

        assertThat(fetchedKey()).isEqualTo(keys.get(0));
        assertThat(fetchedKey()).isEqualTo(keys.get(1));
        assertThat(count()).isEqualTo(5);
    }

    @Test
    void handsOutABundleWithoutOneTimeKeyWhenNoneIsLeft() {
        upload(1);
        fetch(companion.jid());

        Node bundle = fetch(companion.jid()).getFirst();

        assertThat(bundle.child("key")).isEmpty();
        assertThat(bundle.child("skey")).isPresent();
        assertThat(bundle.child("identity").flatMap(Node::bytes))
                .contains(Bytes.wrap(companion.identity().publicKey().bytes()));
    }

    @Test
    void answersUnderTheNameThatWasAskedFor() {
        upload(10);

        assertThat(fetch(companion.lid(), companion.jid()))
                .extracting(user -> user.jid("jid").orElseThrow())
                .containsExactly(companion.lid(), companion.jid());
    }

    @Test
    void namesTheDevicesThatDoNotExist() {
        Jid unknown = companion.jid().withDevice(9);

        assertThat(fetch(unknown, companion.jid()).getFirst().child("error"))
                .hasValueSatisfying(
                        error -> assertThat(error.hasAttr("code", "406")).isTrue());
        assertThat(reader.ask(Stanzas.keys(unknown)).hasAttr("type", "error")).isTrue();
    }

    @Test
    void keepsTheAccountKeyFromOtherAccounts() throws Exception {
        TestConnection sibling = server.active(server.link(ada));

        ADVSignedDeviceIdentity forOther = identity(fetch(companion.jid()).getFirst());
        ADVSignedDeviceIdentity forOwn =
                identity(users(sibling.ask(Stanzas.keys(companion.jid()))).getFirst());

        assertThat(forOther.hasAccountSignatureKey()).isFalse();
        assertThat(forOther.hasDeviceSignature()).isTrue();
        assertThat(forOwn.getAccountSignatureKey().size()).isEqualTo(32);
    }

    @Test
    void givesNoDeviceIdentityOfAPhone() {
        assertThat(fetch(Jid.pn("15550001111")).getFirst().child("device-identity"))
                .isEmpty();
    }

    @Test
    void answersTheFormForRetries() {
        upload(5);
        Node request = Stanzas.iq("get", "encrypt")
                .child(Node.of("key_fetch")
                        .child(Node.of("user")
                                .attr("jid", companion.lid().bare())
                                .child(Node.of("device").attr("id", 1))
                                .child(Node.of("device").attr("id", 77))))
                .build();

        List<Node> devices = users(reader.ask(request)).getFirst().children("device");

        assertThat(devices.get(0).child("key")).isPresent();
        assertThat(devices.get(1).child("error")).isPresent();
    }

    @Test
    void announcesLowStockOnceUntilTheNextUpload() {
        upload(5);
        fetch(companion.jid());
        fetch(companion.jid());
        assertThat(lowStockNotices()).containsExactly("4");

        upload(4);
        fetch(companion.jid());
        fetch(companion.jid());
        fetch(companion.jid());
        assertThat(lowStockNotices()).containsExactly("4", "4");
    }

    @Test
    void refusesKeysOfWrongLength() {
        Node right = companion.upload(companion.newPreKeys(2));

        for (String tag : List.of("registration", "type", "identity")) {
            assertRefused(replaced(right, tag, Node.of(tag).content(new byte[5]).build()));
        }
        Node shortKey = Node.of("list")
                .child(Node.of("key")
                        .child(Node.of("id").content(new byte[] {0, 0, 1}))
                        .child(Node.of("value").content(new byte[31])))
                .build();
        assertRefused(replaced(right, "list", shortKey));
        assertRefused(replaced(right, "list", Node.of("list").build()));
        assertThat(count()).isZero();
    }

    @Test
    void refusesASignedKeyThatTheIdentityDidNotSign() {
        KeyPair other = KeyPair.generate(server.random);
        PublishedSignedPreKey forged = new PublishedSignedPreKey(
                1, other.publicKey(), companion.signedPreKey().signature());

        assertRefused(replaced(companion.upload(companion.newPreKeys(2)), "skey", KeyNodes.skey(forged)));
    }

    @Test
    void refusesAnotherIdentityThanTheLinkedOne() {
        Companion stranger = new Companion(server.random);

        assertRefused(stranger.upload(stranger.newPreKeys(2)));
    }

    @Test
    void refusesAnIdThatAlreadyHasAnotherKey() {
        List<OneTimePreKey> keys = companion.newPreKeys(3);
        connection.ask(companion.upload(keys));
        OneTimePreKey clash = new OneTimePreKey(
                keys.getFirst().id(), KeyPair.generate(server.random).publicKey());

        assertRefused(companion.upload(List.of(clash)));
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void takesARepeatedUploadOnce() {
        Node upload = companion.upload(companion.newPreKeys(3));

        connection.ask(upload);
        assertThat(connection.ask(upload).hasAttr("type", "result")).isTrue();

        assertThat(count()).isEqualTo(3);
    }

    @Test
    void digestsWhatItHolds() throws Exception {
        List<OneTimePreKey> keys = companion.newPreKeys(3);
        connection.ask(companion.upload(keys));

        Node digest = connection.ask(question("digest")).child("digest").orElseThrow();

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(companion.identity().publicKey().bytes());
        all.writeBytes(companion.signedPreKey().key().bytes());
        all.writeBytes(companion.signedPreKey().signature().bytes());
        keys.forEach(key -> all.writeBytes(key.key().bytes()));
        byte[] expected = MessageDigest.getInstance("SHA-1").digest(all.toByteArray());
        assertThat(digest.child("hash").flatMap(Node::bytes)).contains(Bytes.wrap(expected));
        assertThat(digest.child("list").orElseThrow().children("id")).hasSize(3);
    }

    @Test
    void hasNoDigestBeforeTheFirstUpload() {
        assertThat(connection.ask(question("digest")).child("error"))
                .hasValueSatisfying(
                        error -> assertThat(error.hasAttr("code", "404")).isTrue());
    }

    @Test
    void takesARotatedSignedKey() {
        Companion other = new Companion(server.random);
        Node wrong = Stanzas.iq("set", "encrypt")
                .child(Node.of("rotate").child(KeyNodes.skey(other.signedPreKey())))
                .build();
        assertRefused(wrong);

        Node right = Stanzas.iq("set", "encrypt")
                .child(Node.of("rotate").child(KeyNodes.skey(companion.signedPreKey())))
                .build();
        assertThat(connection.ask(right).hasAttr("type", "result")).isTrue();
    }

    private Node upload(int keys) {
        return connection.ask(companion.upload(companion.newPreKeys(keys)));
    }

    private long count() {
        return connection
                .ask(question("count"))
                .child("count")
                .flatMap(count -> count.attr("value"))
                .map(Long::parseLong)
                .orElseThrow();
    }

    private static Node question(String tag) {
        return Stanzas.iq("get", "encrypt").child(Node.of(tag)).build();
    }

    private List<Node> fetch(Jid... devices) {
        return users(reader.ask(Stanzas.keys(devices)));
    }

    private OneTimePreKey fetchedKey() {
        return KeyNodes.readKey(fetch(companion.jid()).getFirst().child("key").orElseThrow());
    }

    private static List<Node> users(Node answer) {
        return answer.child("list").orElseThrow().children("user");
    }

    private static ADVSignedDeviceIdentity identity(Node bundle) throws Exception {
        return ADVSignedDeviceIdentity.parseFrom(bundle.child("device-identity")
                .flatMap(Node::bytes)
                .orElseThrow()
                .toByteArray());
    }

    private Stream<String> lowStockNotices() {
        return connection.received("notification").stream()
                .filter(notification -> notification.hasAttr("type", "encrypt"))
                .flatMap(notification -> notification.child("count").stream())
                .map(count -> count.attrOrEmpty("value"));
    }

    private void assertRefused(Node request) {
        Node answer = connection.ask(request);
        assertThat(answer.child("error"))
                .hasValueSatisfying(
                        error -> assertThat(error.hasAttr("code", "406")).isTrue());
    }

    private static Node replaced(Node iq, String tag, Node child) {
        Node.Builder copy = Stanzas.iq("set", "encrypt");
        iq.children().forEach(present -> copy.child(present.tag().equals(tag) ? child : present));
        return copy.build();
    }
}
