package dev.parley.simulator;

import dev.parley.whatsapp.crypto.AesCtr;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.Pbkdf2;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A phone that is told of a companion which shows a pairing code, and on which that code is typed (protocol
/// notes, connection 7.3 and 7.4). Thread-safe.
final class PhoneLinkCodes {
    private static final Pattern CODE = Pattern.compile("[1-9A-HJ-NP-TV-Z]{8}");
    private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(5);
    private static final int ITERATIONS = 131_072;
    private static final int SALT_LENGTH = 32;
    private static final int IV_LENGTH = 16;
    private static final int KEY_LENGTH = 32;
    private static final byte[] NOTHING = {};

    private final Account account;
    private final Supplier<KeyPair> identities;
    private final PhoneLinking linking;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private @Nullable Request latest;
    private @Nullable Typed typed;

    /// @param identities the phone's identity of the moment
    PhoneLinkCodes(Account account, Supplier<KeyPair> identities, PhoneLinking linking, SecureRandom random) {
        this.account = account;
        this.identities = identities;
        this.linking = linking;
        this.random = random;
    }

    /// @param wrapped the companion's ephemeral key, encrypted with its code
    private record Request(Bytes ref, Bytes wrapped) {}

    /// What the phone made when a code was typed.
    private record Typed(Bytes ref, KeyPair identity, KeyPair ephemeral, PublicKey companionEphemeral) {}

    /// Takes a notification of the server.
    void notified(Node registration) {
        Bytes ref = content(registration, "link_code_pairing_ref");
        switch (registration.attrOrEmpty("stage")) {
            case "companion_hello" ->
                told(new Request(ref, content(registration, "link_code_pairing_wrapped_companion_ephemeral_pub")));
            case "companion_finish" -> finished(ref, registration);
            default -> {
                // There is no other stage for phones.
            }
        }
    }

    private void told(Request request) {
        lock.lock();
        try {
            latest = request;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Types a code in answer to the latest notification.
    ///
    /// @throws ControlException when that is no code, or the phone was told of none
    CompletableFuture<ScanResult> enter(String written, boolean lidMigrated) {
        String code = written.replace("-", "").toUpperCase(Locale.ROOT);
        if (!CODE.matcher(code).matches()) {
            throw ControlException.invalid("A pairing code has eight characters, 1 to 9 and letters but I, O and U");
        }
        Request request = awaitRequest();
        KeyPair identity = identities.get();
        KeyPair ephemeral = KeyPair.generate(random);
        byte[] wrapped = request.wrapped().toByteArray();
        Typed latestTyped = new Typed(request.ref(), identity, ephemeral, PublicKey.of(unwrap(code, wrapped)));
        Bytes answer = Bytes.wrap(wrap(code, ephemeral.publicKey().bytes()));
        lock.lock();
        try {
            typed = latestTyped;
        } finally {
            lock.unlock();
        }
        return linking.primaryHello(
                account, request.ref(), answer, Bytes.wrap(identity.publicKey().bytes()), lidMigrated);
    }

    private Request awaitRequest() {
        lock.lock();
        try {
            long left = NOTICE_PATIENCE.toNanos();
            while (latest == null && left > 0) {
                left = told.awaitNanos(left);
            }
            return Optional.ofNullable(latest)
                    .orElseThrow(() -> ControlException.unknown("This phone was not told of any pairing code"));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while waiting for a pairing code");
        } finally {
            lock.unlock();
        }
    }

    private void finished(Bytes ref, Node finish) {
        Optional<Bytes> secret = typedFor(ref)
                .flatMap(latestTyped -> open(
                        latestTyped,
                        content(finish, "link_code_pairing_wrapped_key_bundle").toByteArray(),
                        content(finish, "companion_identity_public").toByteArray()));
        if (secret.isPresent()) {
            linking.codeOpened(account, ref, secret.get());
        } else {
            linking.codeUnreadable(account, ref);
        }
    }

    private Optional<Typed> typedFor(Bytes ref) {
        lock.lock();
        try {
            return Optional.ofNullable(typed)
                    .filter(latestTyped -> latestTyped.ref().equals(ref));
        } finally {
            lock.unlock();
        }
    }

    /// The ADV secret, if the bundle can be read and names both identities.
    private Optional<Bytes> open(Typed latestTyped, byte[] bundle, byte[] companionIdentity) {
        KeyPair identity = latestTyped.identity();
        try {
            byte[] ephemeralSecret =
                    Curve25519.agree(latestTyped.ephemeral().privateKey(), latestTyped.companionEphemeral());
            byte[] key = Hkdf.sha256(
                    ephemeralSecret,
                    Arrays.copyOf(bundle, SALT_LENGTH),
                    ascii("link_code_pairing_key_bundle_encryption_key"),
                    KEY_LENGTH);
            byte[] opened = AesGcm.decrypt(
                    key,
                    Arrays.copyOfRange(bundle, SALT_LENGTH, SALT_LENGTH + AesGcm.IV_LENGTH),
                    NOTHING,
                    Arrays.copyOfRange(bundle, SALT_LENGTH + AesGcm.IV_LENGTH, bundle.length));
            boolean fits = Arrays.equals(Arrays.copyOf(opened, KEY_LENGTH), companionIdentity)
                    && Arrays.equals(
                            Arrays.copyOfRange(opened, KEY_LENGTH, 2 * KEY_LENGTH),
                            identity.publicKey().bytes());
            byte[] identitySecret = Curve25519.agree(identity.privateKey(), PublicKey.of(companionIdentity));
            byte[] contribution = Arrays.copyOfRange(opened, 2 * KEY_LENGTH, opened.length);
            byte[] secrets = ByteBuffer.allocate(3 * KEY_LENGTH)
                    .put(ephemeralSecret)
                    .put(identitySecret)
                    .put(contribution)
                    .array();
            return fits
                    ? Optional.of(Bytes.wrap(Hkdf.sha256(secrets, NOTHING, ascii("adv_secret"), KEY_LENGTH)))
                    : Optional.empty();
        } catch (CryptoException _) {
            return Optional.empty();
        }
    }

    private byte[] wrap(String code, byte[] key) {
        byte[] head = new byte[SALT_LENGTH + IV_LENGTH];
        random.nextBytes(head);
        return ByteBuffer.allocate(head.length + KEY_LENGTH)
                .put(head)
                .put(cipher(code, head, key))
                .array();
    }

    private static byte[] unwrap(String code, byte[] wrapped) {
        return cipher(code, wrapped, Arrays.copyOfRange(wrapped, SALT_LENGTH + IV_LENGTH, wrapped.length));
    }

    /// @param head begins with salt and first counter
    private static byte[] cipher(String code, byte[] head, byte[] input) {
        byte[] key = Pbkdf2.sha256(code, Arrays.copyOf(head, SALT_LENGTH), ITERATIONS, KEY_LENGTH);
        return AesCtr.apply(key, Arrays.copyOfRange(head, SALT_LENGTH, SALT_LENGTH + IV_LENGTH), input);
    }

    private static Bytes content(Node parent, String tag) {
        return parent.child(tag).flatMap(Node::bytes).orElse(Bytes.EMPTY);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
