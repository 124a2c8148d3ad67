package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;

/// Acts on one type of control message. Runs inside the transaction in which the message is decrypted, so it must
/// not wait for the network: what takes longer is written down and done in [Answers#afterwards].
@FunctionalInterface
public interface PeerMessageListener {
    void handle(Records records, PeerMessage message, Account account, Answers answers);
}
