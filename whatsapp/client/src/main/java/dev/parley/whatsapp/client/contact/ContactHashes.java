package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The three bytes by which WhatsApp names a contact to those who have it (messaging.md section 2.4).
public final class ContactHashes {
    private static final int LENGTH = 3;

    private ContactHashes() {}

    /// Every person known by a name with that hash: one, or by chance more.
    ///
    /// @param hash four characters of base64
    public static List<Jid> matching(Records records, String hash) {
        return records.lids().all().stream()
                .filter(name -> of(name.user()).equals(hash))
                .toList();
    }

    static String of(String user) {
        byte[] digest = md5((user + "WA_ADD_NOTIF").getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, LENGTH));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
