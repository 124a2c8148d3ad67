package dev.parley.whatsapp.client.notification;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Node;

/// Acts on one type of notification. Runs inside the transaction of the batch that it came in, so it must not wait
/// for the network: what takes longer is written down and done in [Answers#afterwards]. The ack is not its business.
@FunctionalInterface
public interface NotificationListener {
    void handle(Records records, Node notification, Account account, Answers answers);
}
