package dev.parley.whatsapp.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.media.MediaException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaInputStreamTest {
    private static final long MAX = 1 << 20;

    private final TestFile file = TestFile.of(MediaType.DOCUMENT, 100);
    private final MediaDescriptor bare = described(Optional.empty(), Optional.empty(), OptionalLong.empty());

    @ParameterizedTest
    @EnumSource
    void readsWhatWasEncrypted(MediaType type) {
        TestFile any = TestFile.of(type, 1000);
        assertThat(MediaDecryptor.decrypt(any.encrypted, any.media.descriptor()))
                .isEqualTo(any.content);
    }

    @Test
    void saysWhatTheContentIsWhenItWasReadToItsEnd() throws IOException {
        DecryptedMedia found = MediaDecryptor.decrypt(
                new ByteArrayInputStream(file.encrypted), bare, MAX, OutputStream.nullOutputStream());
        assertThat(found).isEqualTo(new DecryptedMedia(file.media.fileSha256(), 100));

        MediaInputStream content = open(file.encrypted, bare);
        assertThatThrownBy(content::result).isInstanceOf(IllegalStateException.class);
        content.readNBytes(100);
        assertThat(content.read()).isEqualTo(-1);
        assertThat(content.result()).isEqualTo(found);
    }

    @Test
    void givesSingleBytesUnsigned() throws IOException {
        byte[] content = {(byte) 0xFF, 0};
        TestFile two = new TestFile(MediaType.IMAGE, MediaKey.generate(new SeededRandom(1)), content);
        MediaInputStream stream = open(two.encrypted, two.media.descriptor());
        assertThat(stream.read()).isEqualTo(255);
        assertThat(stream.read()).isZero();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[3])).isEqualTo(-1);
        assertThat(stream.read(new byte[0])).isZero();
    }

    @Test
    void refusesEveryFlippedBitByItsHash() {
        for (int bit = 0; bit < 8 * file.encrypted.length; bit++) {
            assertRefused(Kind.ENCRYPTED_HASH, flipped(file.encrypted, bit), file.media.descriptor());
        }
    }

    @Test
    void refusesEveryFlippedBitByItsCodeWhenThereIsNoHash() {
        for (int bit = 0; bit < 8 * file.encrypted.length; bit++) {
            assertRefused(Kind.MAC, flipped(file.encrypted, bit), bare);
        }
    }

    @Test
    void refusesAFileUnderAnotherKeyOrType() {
        assertRefused(
                Kind.MAC,
                file.encrypted,
                new MediaDescriptor(
                        MediaType.IMAGE,
                        file.media.key(),
                        Optional.of(file.media.fileEncSha256()),
                        Optional.empty(),
                        OptionalLong.empty()));
        assertRefused(
                Kind.MAC,
                file.encrypted,
                new MediaDescriptor(
                        MediaType.DOCUMENT,
                        MediaKey.of(new byte[32]),
                        Optional.of(file.media.fileEncSha256()),
                        Optional.empty(),
                        OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 25, 27, 41})
    void refusesALengthThatNoEncryptedFileHas(int length) {
        assertRefused(Kind.ENCRYPTED_LENGTH, Arrays.copyOf(file.encrypted, length), file.media.descriptor());
    }

    @Test
    void refusesAFileCutShortOrGrown() {
        byte[] cut = Arrays.copyOf(file.encrypted, file.encrypted.length - 16);
        assertRefused(Kind.ENCRYPTED_HASH, cut, file.media.descriptor());
        assertRefused(Kind.MAC, cut, bare);
        byte[] grown = Arrays.copyOf(file.encrypted, file.encrypted.length + 16);
        assertRefused(Kind.FILE_LENGTH, grown, file.media.descriptor());
        assertRefused(Kind.MAC, grown, bare);
    }

    @Test
    void refusesAnotherHashOfTheContent() {
        FileHash other = FileHash.of(new byte[32]);
        assertRefused(
                Kind.FILE_HASH,
                file.encrypted,
                described(Optional.of(file.media.fileEncSha256()), Optional.of(other), OptionalLong.of(100)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, 95, 99, 101, 111, 112, 5000})
    void refusesAnotherLengthOfTheContent(long length) {
        assertRefused(
                Kind.FILE_LENGTH,
                file.encrypted,
                described(Optional.empty(), Optional.empty(), OptionalLong.of(length)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, MAX + 1, Long.MAX_VALUE})
    void refusesAnImpossibleLengthBeforeItReadsAnything(long length) {
        ChoppyInputStream source = new ChoppyInputStream(file.encrypted, 1);
        MediaDescriptor media = described(Optional.empty(), Optional.empty(), OptionalLong.of(length));
        assertKind(Kind.TOO_LONG, new MediaInputStream(source, media, MAX));
        assertThat(source.position()).isZero();
    }

    @Test
    void stopsSoonAfterMoreThanItAllows() {
        TestFile large = TestFile.of(MediaType.DOCUMENT, 500_000);
        MediaDescriptor unbounded = new MediaDescriptor(
                MediaType.DOCUMENT, large.media.key(), Optional.empty(), Optional.empty(), OptionalLong.empty());
        ChoppyInputStream source = new ChoppyInputStream(large.encrypted, 2);
        assertKind(Kind.TOO_LONG, new MediaInputStream(source, unbounded, 100_000));
        assertThat(source.position()).isLessThan(100_000 + 2 * MediaEncryptor.CHUNK_LENGTH);

        ChoppyInputStream lying = new ChoppyInputStream(large.encrypted, 3);
        MediaDescriptor small = new MediaDescriptor(
                MediaType.DOCUMENT, large.media.key(), Optional.empty(), Optional.empty(), OptionalLong.of(100));
        assertKind(Kind.FILE_LENGTH, new MediaInputStream(lying, small, MAX));
        assertThat(lying.position()).isLessThan(2 * MediaEncryptor.CHUNK_LENGTH);
    }

    @Test
    void allowsExactlyTheLimit() throws IOException {
        assertThat(new MediaInputStream(new ByteArrayInputStream(file.encrypted), bare, 100).readAllBytes())
                .isEqualTo(file.content);
        assertKind(Kind.TOO_LONG, new MediaInputStream(new ByteArrayInputStream(file.encrypted), bare, 99));
        assertThat(new MediaInputStream(new ByteArrayInputStream(file.encrypted), bare, Long.MAX_VALUE).readAllBytes())
                .isEqualTo(file.content);
    }

    @Test
    void refusesContentWithoutPadding() throws GeneralSecurityException {
        MediaKeys keys = MediaKeys.expand(file.media.key(), MediaType.DOCUMENT);
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.cipherKey(), "AES"), new IvParameterSpec(keys.iv()));
        byte[] ciphertext = cipher.doFinal(new byte[32]);
        Mac mac = keys.mac();
        mac.update(keys.iv());
        mac.update(ciphertext);
        byte[] body = Arrays.copyOf(ciphertext, 42);
        System.arraycopy(MediaKeys.truncated(mac), 0, body, 32, 10);
        assertRefused(Kind.PADDING, body, bare);
    }

    @Test
    void keepsTheLastBlockBackUntilTheCodeIsRight() throws IOException {
        byte[] wrong = flipped(file.encrypted, 8 * file.encrypted.length - 1);
        MediaInputStream content = open(wrong, bare);
        byte[] released = content.readNBytes(96);
        assertThat(released).isEqualTo(Arrays.copyOf(file.content, 96));
        assertThatThrownBy(content::read).isInstanceOf(MediaException.class);
    }

    @Test
    void failsAgainAfterAFailure() {
        assertFailsForGood(open(flipped(file.encrypted, 0), bare));
        FileHash other = FileHash.of(new byte[32]);
        assertFailsForGood(open(file.encrypted, described(Optional.empty(), Optional.of(other), OptionalLong.empty())));
    }

    private static void assertFailsForGood(MediaInputStream content) {
        assertThatThrownBy(content::readAllBytes).isInstanceOf(MediaException.class);
        assertThatThrownBy(content::read).isInstanceOf(MediaException.class);
        assertThatThrownBy(() -> content.read(new byte[10])).isInstanceOf(MediaException.class);
        assertThatThrownBy(content::result).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void letsFailuresOfTheSourceThrough() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException("connection lost");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThatThrownBy(() -> MediaDecryptor.decrypt(broken, bare, MAX, OutputStream.nullOutputStream()))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void closesItsSource() throws IOException {
        boolean[] closed = {false};
        InputStream source = new ByteArrayInputStream(file.encrypted) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new MediaInputStream(source, bare, MAX).close();
        assertThat(closed[0]).isTrue();
    }

    @Test
    void provesAnEncryptedFileFirstAndReadsItThen() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        MediaDescriptor media = file.media.descriptor();
        MediaDecryptor.decrypt(new ByteArrayInputStream(file.encrypted), media, MAX, OutputStream.nullOutputStream());
        MediaDecryptor.decrypt(new ByteArrayInputStream(file.encrypted), media, MAX, content);
        assertThat(content.toByteArray()).isEqualTo(file.content);
    }

    private MediaDescriptor described(
            Optional<FileHash> fileEncSha256, Optional<FileHash> fileSha256, OptionalLong fileLength) {
        return new MediaDescriptor(file.media.type(), file.media.key(), fileEncSha256, fileSha256, fileLength);
    }

    private static MediaInputStream open(byte[] encrypted, MediaDescriptor media) {
        return new MediaInputStream(new ByteArrayInputStream(encrypted), media, MAX);
    }

    private static void assertRefused(Kind kind, byte[] encrypted, MediaDescriptor media) {
        assertKind(kind, open(encrypted, media));
    }

    private static void assertKind(Kind kind, MediaInputStream content) {
        assertThatThrownBy(content::readAllBytes)
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
