package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;

/// Told when the owner's name changes, so that it can be broadcast. Runs inside the transaction in which the
/// change is stored, so it must not wait for the network: what takes longer is done in [Answers#afterwards].
@FunctionalInterface
public interface OwnNameListener {
    void changed(Records records, String name, Account account, Answers answers);
}
