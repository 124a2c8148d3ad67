package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.call.CallHandler;
import dev.parley.whatsapp.client.connection.Acks;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Mailbox;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.message.MessageReceiver;
import dev.parley.whatsapp.client.message.RetryAnswers;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.phone.PhoneWatch;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.receipt.ReceiptReader;
import dev.parley.whatsapp.client.receipt.Receipts;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in for everything that the server keeps until it is acknowledged: in order, a batch in one
/// transaction, and nothing is acknowledged before that transaction is committed. What a failed transaction
/// held comes again after the next login.
final class InboundPipeline {
    private static final Logger log = LoggerFactory.getLogger(InboundPipeline.class);
    /// How many stanzas may wait; beyond that the connection is not read, and the server waits.
    private static final int CAPACITY = 1024;
    /// How many stanzas share a transaction when there is a backlog.
    private static final int BATCH = 64;
    /// The keepalive ends the connection before this.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Vault vault;
    private final MessageReceiver messages;
    private final ReceiptReader receipts;
    private final RetryAnswers retries;
    private final NotificationHandler notifications;
    private final CallHandler calls;
    private final PhoneWatch phoneWatch;
    private final Executor executor;
    private final Mailbox<Item> mailbox;

    InboundPipeline(
            Vault vault,
            MessageReceiver messages,
            ReceiptReader receipts,
            RetryAnswers retries,
            NotificationHandler notifications,
            CallHandler calls,
            PhoneWatch phoneWatch,
            Executor executor,
            InstantSource clock) {
        this.vault = vault;
        this.messages = messages;
        this.receipts = receipts;
        this.retries = retries;
        this.notifications = notifications;
        this.calls = calls;
        this.phoneWatch = phoneWatch;
        this.executor = executor;
        this.mailbox = new Mailbox<>(CAPACITY, BATCH, executor, clock, this::handle);
    }

    private sealed interface Item {
        record Received(Connection connection, Node stanza) implements Item {}

        /// Completed when everything before it has been handled.
        record Marker(CompletableFuture<Boolean> passed) implements Item {}
    }

    /// Queues a stanza; blocks while the queue is full.
    void accept(Connection connection, Node stanza) {
        if (!mailbox.offer(new Item.Received(connection, stanza), PATIENCE)) {
            connection.end(new DisconnectCause.ConnectionLost("received stanzas are not being handled"));
        }
    }

    /// How long the batch in hand has been handled.
    Duration busyFor() {
        return mailbox.busyFor();
    }

    /// Waits until everything that was accepted has been handled; false when that takes too long.
    boolean awaitHandled(Duration patience) {
        CompletableFuture<Boolean> passed = new CompletableFuture<>();
        try {
            return mailbox.offer(new Item.Marker(passed), patience)
                    && passed.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void handle(List<Item> batch) {
        List<Item.Received> received = new ArrayList<>();
        List<Item.Marker> markers = new ArrayList<>();
        for (Item item : batch) {
            switch (item) {
                case Item.Received one -> received.add(one);
                case Item.Marker marker -> markers.add(marker);
            }
        }
        handleReceived(received);
        markers.forEach(marker -> marker.passed().complete(true));
    }

    private void handleReceived(List<Item.Received> batch) {
        // What an ended connection brought is acknowledged on no other: it comes again.
        List<Item.Received> live = batch.stream()
                .filter(received -> received.connection().isOpen())
                .toList();
        if (live.isEmpty()) {
            return;
        }
        Connection connection = live.getLast().connection();
        Answers answers = new Answers();
        try {
            vault.update(records -> {
                Optional<Account> account = records.credentials().read().flatMap(Credentials::account);
                live.forEach(received -> handle(records, received.stanza(), account, answers));
            });
        } catch (RuntimeException e) {
            log.error("{} received stanzas could not be stored; they will be delivered again", live.size(), e);
            connection.end(new DisconnectCause.StoreFailed());
            return;
        }
        try {
            answers.stanzas().forEach(connection::send);
        } catch (WhatsAppException.NotConnected _) {
            // The server delivers again, and the stanzas are recognised.
            return;
        }
        answers.followUps().forEach(executor::execute);
    }

    private void handle(Records records, Node stanza, Optional<Account> account, Answers answers) {
        if (account.isEmpty()) {
            if (stanza.tag().equals("ack")) {
                return;
            }
            answers.send(Acks.of(stanza, account));
            return;
        }
        phoneWatch.look(records, stanza, account.get());
        switch (stanza.tag()) {
            case "message", "status" -> messages.receive(records, stanza, account.get(), answers);
            case "receipt" -> {
                if (stanza.hasAttr("type", "retry")) {
                    retries.prepare(records, stanza, account.get()).ifPresent(answers::afterwards);
                } else {
                    receipts.read(records, stanza, account.get());
                }
                answers.send(Acks.of(stanza, account));
            }
            case "notification" -> {
                notifications.handle(records, stanza, account.get(), answers);
                answers.send(Acks.of(stanza, account));
            }
            case "call" -> {
                calls.handle(records, stanza, account.get());
                answers.send(Acks.of(stanza, account));
            }
            // WhatsApp has a receipt of ours; this is the answer to it and has none.
            case "ack" -> Receipts.confirmed(records, stanza);
            default -> answers.send(Acks.refusing(stanza, account, Acks.UNRECOGNIZED_STANZA));
        }
    }
}
