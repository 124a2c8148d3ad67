package dev.parley.whatsapp.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MediaProperties {
    private static final int WINDOW = 65536;

    /// Around the ends of chunks and windows, where the vector, a block or the code spill over.
    @Provide
    Arbitrary<Integer> lengths() {
        Arbitrary<Integer> near = Arbitraries.of(0, WINDOW, 2 * WINDOW, 3 * WINDOW)
                .flatMap(end -> Arbitraries.integers().between(Math.max(0, end - 60), end + 60));
        return Arbitraries.oneOf(near, Arbitraries.integers().between(0, 4 * WINDOW));
    }

    @Property(tries = 150)
    void anyFileSurvivesHoweverItsBytesCome(@ForAll("lengths") int length, @ForAll long seed, @ForAll MediaType type)
            throws IOException {
        byte[] content = TestFile.content(length);
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        EncryptedMedia media = MediaEncryptor.encrypt(
                type, MediaKey.generate(new SeededRandom(seed)), new ChoppyInputStream(content, seed), encrypted);
        ByteArrayOutputStream decrypted = new ByteArrayOutputStream();
        DecryptedMedia found = MediaDecryptor.decrypt(
                new ChoppyInputStream(encrypted.toByteArray(), seed + 1), media.descriptor(), length, decrypted);

        assertThat(decrypted.toByteArray()).isEqualTo(content);
        assertThat(found).isEqualTo(new DecryptedMedia(media.fileSha256(), length));
        assertThat(media.fileSha256().bytes()).isEqualTo(Sha256.of(content));
        assertThat(media.fileEncSha256().bytes()).isEqualTo(Sha256.of(encrypted.toByteArray()));
        assertThat(media.encryptedLength())
                .isEqualTo(encrypted.size())
                .isEqualTo(MediaEncryptor.encryptedLength(length));
    }

    @Property(tries = 150)
    void theSidecarIsThatOfTheWholeFile(@ForAll("lengths") int length) {
        TestFile file = TestFile.of(MediaType.VIDEO, length);
        assertThat(file.media.sidecar().orElseThrow().bytes())
                .isEqualTo(sidecar(MediaKeys.expand(file.media.key(), MediaType.VIDEO), file.encrypted));
    }

    /// As the protocol notes define it, over all bytes at once.
    private static byte[] sidecar(MediaKeys keys, byte[] encrypted) {
        byte[] covered = Arrays.copyOf(keys.iv(), MediaKeys.IV_LENGTH + encrypted.length);
        System.arraycopy(encrypted, 0, covered, MediaKeys.IV_LENGTH, encrypted.length);
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        for (int start = 0; start < covered.length; start += WINDOW) {
            int end = Math.min(start + WINDOW + 16, covered.length);
            codes.write(HmacSha256.of(keys.macKey(), Arrays.copyOfRange(covered, start, end)), 0, 10);
        }
        return codes.toByteArray();
    }

    @Property(tries = 150)
    void aDamagedFileIsRefused(
            @ForAll("lengths") int length,
            @ForAll @IntRange(max = 1 << 20) int at,
            @ForAll @IntRange(min = 1, max = 255) int change,
            @ForAll boolean withHashes) {
        TestFile file = TestFile.of(MediaType.AUDIO, length);
        byte[] damaged = file.encrypted.clone();
        damaged[at % damaged.length] ^= (byte) change;
        MediaDescriptor described = file.media.descriptor();
        MediaDescriptor media = withHashes
                ? described
                : new MediaDescriptor(
                        described.type(), described.key(), Optional.empty(), Optional.empty(), OptionalLong.empty());
        assertThatThrownBy(() -> MediaDecryptor.decrypt(
                        new ByteArrayInputStream(damaged), media, damaged.length, OutputStream.nullOutputStream()))
                .isInstanceOf(MediaException.class);
    }

    @Property(tries = 300)
    void arbitraryBytesAreRefused(@ForAll @Size(max = 100) byte[] bytes, @ForAll MediaType type) {
        MediaDescriptor media = new MediaDescriptor(
                type, MediaKey.of(new byte[32]), Optional.empty(), Optional.empty(), OptionalLong.empty());
        assertThatThrownBy(() -> MediaDecryptor.decrypt(bytes, media)).isInstanceOf(MediaException.class);
    }
}
