package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.call.CallHandler;
import dev.parley.whatsapp.client.connection.Acks;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.connection.Mailbox;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
    /// So often a stanza is tried before it is set aside.
    private static final int ATTEMPTS = 3;
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
    private final Link link;
    private final Consumer<StateEvent> states;
    private final InstantSource clock;
    private final Mailbox<Item> mailbox;

    InboundPipeline(
            Vault vault,
            MessageReceiver messages,
            ReceiptReader receipts,
            RetryAnswers retries,
            NotificationHandler notifications,
            CallHandler calls,
            PhoneWatch phoneWatch,
            Link link,
            Consumer<StateEvent> states,
            Executor executor,
            InstantSource clock) {
        this.vault = vault;
        this.messages = messages;
        this.receipts = receipts;
        this.retries = retries;
        this.notifications = notifications;
        this.calls = calls;
        this.phoneWatch = phoneWatch;
        this.link = link;
        this.states = states;
        this.executor = executor;
        this.clock = clock;
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
                // Once for the batch: it is on the way of every message.
                Optional<Account> account = account(records);
                live.forEach(received -> handle(records, received.stanza(), account, answers));
            });
        } catch (RuntimeException e) {
            if (live.size() > 1) {
                // One of them may be at fault: each on its own, so that it does not hold up the others before it.
                live.forEach(received -> handleReceived(List.of(received)));
            } else {
                failed(live.getFirst(), e);
            }
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

    /// A stanza could not be stored. The connection ends, so that it comes again, before those after it. If
    /// it fails time and again although the store works, it would do so for ever: then it is put away as it
    /// is, WhatsApp is told that it came, and whoever listens is told that it is waiting.
    private void failed(Item.Received received, RuntimeException e) {
        Node stanza = received.stanza();
        log.error("A received {} could not be stored", stanza.tag(), e);
        try {
            Optional<SettingAside> done = vault.transact(records -> setAside(records, stanza));
            if (done.isPresent()) {
                report(stanza, done.get());
                received.connection().send(clearing(stanza));
                return;
            }
        } catch (WhatsAppException.NotConnected _) {
            // It comes again, and is set aside under the same name.
            return;
        } catch (RuntimeException storeFailed) {
            log.error("The store does not work", storeFailed);
        }
        received.connection().end(new DisconnectCause.StoreFailed());
    }

    /// @param lost what gave way to it
    private record SettingAside(Optional<Node> lost) {}

    private void report(Node stanza, SettingAside done) {
        log.error("A {} was set aside after {} attempts", stanza.tag(), ATTEMPTS);
        states.accept(new StateEvent.StanzaSetAside(stanza.tag(), stanza.jid("from"), stanza.attrOrEmpty("id")));
        done.lost().ifPresent(lost -> {
            log.error("Too much is set aside: a {} is lost", lost.tag());
            states.accept(new StateEvent.StanzaLost(lost.tag(), lost.jid("from"), lost.attrOrEmpty("id")));
        });
    }

    /// Empty when it is to be tried again.
    private Optional<SettingAside> setAside(Records records, Node stanza) {
        String name = "failed " + stanza.tag() + " " + stanza.attrOrEmpty("from") + " " + stanza.attrOrEmpty("id");
        if (records.retries().increment(name, 0, clock.instant()) < ATTEMPTS) {
            return Optional.empty();
        }
        Optional<Node> lost = records.setAside().write(stanza);
        records.retries().clear(name);
        return Optional.of(new SettingAside(lost));
    }

    /// Takes the stanza off the server's queue without a word on what it held. An ack does not clear the copy
    /// of an own message.
    private Node clearing(Node stanza) {
        Optional<Account> account = vault.transact(InboundPipeline::account);
        if (stanza.tag().equals("message") && stanza.attr("recipient").isPresent()) {
            Answers answers = new Answers();
            answers.receipt(
                    stanza.jid("from").orElseThrow(),
                    Optional.of("sender"),
                    Optional.ofNullable(stanza.attrs().get("recipient")),
                    stanza.attrOrEmpty("id"));
            return answers.stanzas().getFirst();
        }
        return Acks.of(stanza, account);
    }

    /// Tries what was set aside once more, each in a transaction of its own. Blocks. What still fails stays.
    void retrySetAside() {
        for (Node stanza : vault.<Map<String, Node>>transact(
                        records -> records.setAside().readAll())
                .values()) {
            Answers answers = new Answers();
            try {
                vault.update(records -> {
                    handle(records, stanza, account(records), answers);
                    records.setAside().delete(stanza);
                });
                // Acknowledged already; only what its sender waits for is still of use.
                answers.stanzas().stream()
                        .filter(answer -> answer.tag().equals("receipt"))
                        .forEach(link.connection()::send);
                answers.followUps().forEach(executor::execute);
            } catch (WhatsAppException e) {
                log.info("What was set aside could not be answered: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("A {} that was set aside still cannot be stored", stanza.tag(), e);
            }
        }
    }

    private static Optional<Account> account(Records records) {
        return records.credentials().read().flatMap(Credentials::account);
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
