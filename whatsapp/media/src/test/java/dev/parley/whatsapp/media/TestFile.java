package dev.parley.whatsapp.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A file of bytes that repeat slowly, in the clear and encrypted.
final class TestFile {
    final byte[] content;
    final byte[] encrypted;
    final EncryptedMedia media;

    TestFile(MediaType type, MediaKey key, byte[] content) {
        this.content = content;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            media = MediaEncryptor.encrypt(type, key, new ByteArrayInputStream(content), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        encrypted = out.toByteArray();
    }

    static TestFile of(MediaType type, int length) {
        return new TestFile(type, MediaKey.generate(new SeededRandom(length)), content(length));
    }

    static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i % 251);
        }
        return content;
    }
}
