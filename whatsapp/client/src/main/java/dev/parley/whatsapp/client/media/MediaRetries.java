package dev.parley.whatsapp.client.media;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.event.MediaLoss;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.MediaRequests.Request;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaRetryCipher;
import dev.parley.whatsapp.proto.MediaRetryNotification;
import dev.parley.whatsapp.proto.ServerErrorReceipt;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the phone for files that the servers have no more (media-history-appstate.md section 2.5). A request is written
/// down first and made again after each login until the server has it; the answer may come at any later time.
/// Thread-safe.
public final class MediaRetries {
    private static final Logger log = LoggerFactory.getLogger(MediaRetries.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// A phone that was away for so long has lost its companions.
    private static final Duration FORGET_AFTER = Duration.ofDays(60);

    private final Vault vault;
    private final Link link;
    private final EventConsumer consumer;
    private final SecureRandom random;
    private final InstantSource clock;

    public MediaRetries(Vault vault, Link link, EventConsumer consumer, SecureRandom random, InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.consumer = consumer;
        this.random = random;
        this.clock = clock;
    }

    public void register(NotificationHandler notifications) {
        notifications.on("mediaretry", (records, notification, account, _) -> answered(records, notification, account));
    }

    /// Asks for what could not be asked for before. To be called after each login; may wait for the network.
    public void resume() {
        List<Request> waiting = vault.transact(records -> {
            records.mediaRequests().forgetBefore(clock.instant().minus(FORGET_AFTER));
            return records.mediaRequests().waiting();
        });
        waiting.forEach(this::handOver);
    }

    void request(MessageKey message, MediaKey mediaKey) {
        Request request = new Request(message, mediaKey, false);
        vault.update(records -> records.mediaRequests().write(request));
        try {
            handOver(request);
        } catch (WhatsAppException e) {
            log.info("The phone is asked for a file after the next login: {}", e.getMessage());
        }
    }

    /// Tells the phone that a chunk of the history cannot be read; it sends it again in a message.
    void requestChunk(String messageId, MediaKey mediaKey) {
        Jid phone = account().pn().bare();
        send(
                messageId,
                receipt(messageId, mediaKey, phone).attr("category", "peer").build());
    }

    private void handOver(Request request) {
        Account account = account();
        MessageKey message = request.message();
        Node receipt = receipt(message.id(), request.mediaKey(), account.pn().bare())
                .child(Node.of("rmr")
                        .attr("jid", message.chat())
                        .attr("from_me", Boolean.toString(account.owns(message.sender())))
                        .attrIfPresent(
                                "participant",
                                Optional.of(message.sender())
                                        .filter(_ -> !message.chat().isPerson())))
                .build();
        send(message.id(), receipt);
        vault.update(records -> records.mediaRequests().handedOver(request));
    }

    private Node.Builder receipt(String messageId, MediaKey mediaKey, Jid phone) {
        byte[] iv = new byte[MediaRetryCipher.IV_LENGTH];
        random.nextBytes(iv);
        byte[] content =
                ServerErrorReceipt.newBuilder().setStanzaId(messageId).build().toByteArray();
        return Node.of("receipt")
                .attr("id", messageId)
                .attr("to", phone)
                .attr("type", "server-error")
                .child(Node.of("encrypt")
                        .child(Node.of("enc_p")
                                .content(Bytes.wrap(MediaRetryCipher.encrypt(mediaKey, messageId, iv, content))))
                        .child(Node.of("enc_iv").content(Bytes.wrap(iv))));
    }

    /// Waits for the server's ack: from then on the server keeps it for a phone that is away.
    private void send(String id, Node receipt) {
        Connection connection = link.connection();
        CompletableFuture<Node> ack = connection.replies().expect(id);
        try {
            connection.send(receipt);
            ack.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new WhatsAppException.Timeout("a receipt", PATIENCE);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WhatsAppException cause
                    ? cause
                    : new WhatsAppException.NotConnected("the ack could not be awaited");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while waiting for an ack");
        } finally {
            ack.cancel(false);
        }
    }

    private void answered(Records records, Node notification, Account account) {
        String id = notification.attrOrEmpty("id");
        Optional<Node> rmr = notification.child("rmr");
        Optional<Jid> chat = rmr.flatMap(node -> node.jid("jid"));
        boolean fromPhone = notification.jid("from").filter(account::owns).isPresent();
        if (!fromPhone || chat.isEmpty() || id.isEmpty()) {
            return;
        }
        Jid sender = rmr.flatMap(node -> node.jid("participant"))
                .orElse(rmr.filter(node -> node.hasAttr("from_me", "true")).isPresent() ? account.pn() : chat.get());
        // What was not asked for is not believed.
        records.mediaRequests().find(new MessageKey(chat.get(), sender, id)).ifPresent(request -> {
            records.mediaRequests().delete(request);
            consumer.store(event(request, notification));
        });
    }

    private static StoredEvent event(Request request, Node notification) {
        if (notification.child("error").isPresent()) {
            return new StoredEvent.MediaLost(request.message(), MediaLoss.NOT_ON_PHONE);
        }
        Optional<MediaRetryNotification> answer = notification
                .child("encrypt")
                .flatMap(encrypted -> decrypted(request, encrypted))
                .filter(content ->
                        content.getStanzaId().equals(request.message().id()));
        if (answer.isEmpty()) {
            return new StoredEvent.MediaLost(request.message(), MediaLoss.UNREADABLE);
        }
        // A path counts whatever else the answer says, as other clients have it.
        if (MediaAddress.isDirectPath(answer.get().getDirectPath())) {
            return new StoredEvent.MediaRefreshed(
                    request.message(), answer.get().getDirectPath());
        }
        return new StoredEvent.MediaLost(
                request.message(),
                switch (answer.get().getResult()) {
                    case NOT_FOUND -> MediaLoss.NOT_ON_PHONE;
                    case DECRYPTION_ERROR -> MediaLoss.UNREADABLE;
                    case GENERAL_ERROR, SUCCESS -> MediaLoss.FAILED;
                });
    }

    private static Optional<MediaRetryNotification> decrypted(Request request, Node encrypted) {
        Optional<byte[]> ciphertext =
                encrypted.child("enc_p").flatMap(Node::bytes).map(Bytes::toByteArray);
        Optional<byte[]> iv = encrypted.child("enc_iv").flatMap(Node::bytes).map(Bytes::toByteArray);
        if (ciphertext.isEmpty() || iv.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MediaRetryNotification.parseFrom(MediaRetryCipher.decrypt(
                    request.mediaKey(), request.message().id(), iv.get(), ciphertext.get())));
        } catch (CryptoException | InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    private Account account() {
        return vault.transact(records -> records.credentials().read())
                .flatMap(Credentials::account)
                .orElseThrow(() -> new WhatsAppException.NotConnected("the device is not linked"));
    }
}
