package dev.parley.simulator;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.simulator.media.Gallery;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaRetryCipher;
import dev.parley.whatsapp.proto.MediaRetryNotification;
import dev.parley.whatsapp.proto.MediaRetryNotification.ResultType;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ServerErrorReceipt;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A phone's files: it fetches what it receives, and uploads one again when a companion asks (protocol notes, media
/// 2.5).
final class PhoneMedia implements PhoneFeature {
    private static final Logger LOG = LoggerFactory.getLogger(PhoneMedia.class);
    private static final int NOT_ON_PHONE = 2;

    private final PhoneLine line;
    private final Gallery gallery;
    private final ServerClock clock;
    private final SecureRandom random;
    private final Executor executor;
    private volatile MediaRetryAnswer answer = MediaRetryAnswer.UPLOAD;

    PhoneMedia(PhoneLine line, Gallery gallery, ServerClock clock, SecureRandom random, Executor executor) {
        this.line = line;
        this.gallery = gallery;
        this.clock = clock;
        this.random = random;
        this.executor = executor;
    }

    Gallery gallery() {
        return gallery;
    }

    void answer(MediaRetryAnswer newAnswer) {
        answer = newAnswer;
    }

    @Override
    public void shown(String id, Message content) {
        executor.execute(() -> {
            try {
                gallery.received(id, content);
            } catch (UncheckedIOException e) {
                LOG.error("a phone could not fetch a file", e);
            }
        });
    }

    /// One that says that a companion could not get a file; those about history have no `rmr`.
    @Override
    public void reported(Node receipt) {
        Optional<Device> companion = receipt.jid("from").flatMap(line::device);
        Optional<Node> rmr = receipt.child("rmr").filter(node -> node.jid("jid").isPresent());
        boolean own =
                companion.filter(device -> device.account() == line.account()).isPresent();
        if (receipt.hasAttr("type", "server-error") && own && rmr.isPresent()) {
            line.notify(companion.get(), answer(receipt, rmr.get()));
        }
    }

    private Node answer(Node receipt, Node rmr) {
        String id = receipt.attrOrEmpty("id");
        Node.Builder notification = Node.of("notification")
                .attr("from", receipt.jid("from").map(Jid::bare).orElseThrow())
                .attr("type", "mediaretry")
                .attr("id", id)
                .attr("t", clock.stamp())
                .child(rmr);
        Optional<MediaKey> key = gallery.key(id);
        if (key.isEmpty() || answer == MediaRetryAnswer.GONE) {
            return notification
                    .child(Node.of("error").attr("code", NOT_ON_PHONE))
                    .build();
        }
        return notification
                .child(encrypted(key.get(), id, content(receipt, id, key.get())))
                .build();
    }

    private MediaRetryNotification content(Node receipt, String id, MediaKey key) {
        MediaRetryNotification.Builder content =
                MediaRetryNotification.newBuilder().setStanzaId(id);
        if (!isReadable(receipt, id, key)) {
            return content.setResult(ResultType.DECRYPTION_ERROR).build();
        }
        if (answer == MediaRetryAnswer.GENERAL_ERROR) {
            return content.setResult(ResultType.GENERAL_ERROR).build();
        }
        Optional<String> path = answer == MediaRetryAnswer.NOT_FOUND ? Optional.empty() : gallery.uploadAgain(id);
        return path.map(content::setDirectPath)
                .map(found -> found.setResult(ResultType.SUCCESS))
                .orElseGet(() -> content.setResult(ResultType.NOT_FOUND))
                .build();
    }

    /// The request names the message once more, under the file's key.
    private static boolean isReadable(Node receipt, String id, MediaKey key) {
        Optional<Node> encrypted = receipt.child("encrypt");
        Optional<byte[]> ciphertext = encrypted
                .flatMap(node -> node.child("enc_p"))
                .flatMap(Node::bytes)
                .map(Bytes::toByteArray);
        Optional<byte[]> iv = encrypted
                .flatMap(node -> node.child("enc_iv"))
                .flatMap(Node::bytes)
                .map(Bytes::toByteArray);
        if (ciphertext.isEmpty() || iv.isEmpty()) {
            return false;
        }
        try {
            return ServerErrorReceipt.parseFrom(MediaRetryCipher.decrypt(key, id, iv.get(), ciphertext.get()))
                    .getStanzaId()
                    .equals(id);
        } catch (CryptoException | InvalidProtocolBufferException _) {
            return false;
        }
    }

    private Node encrypted(MediaKey key, String id, MediaRetryNotification content) {
        byte[] iv = new byte[MediaRetryCipher.IV_LENGTH];
        random.nextBytes(iv);
        return Node.of("encrypt")
                .child(Node.of("enc_p")
                        .content(Bytes.wrap(MediaRetryCipher.encrypt(key, id, iv, content.toByteArray()))))
                .child(Node.of("enc_iv").content(Bytes.wrap(iv)))
                .build();
    }
}
